/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/recorded_registrations.h"

#include <stdlib.h>
#include <string.h>

#include "programs/directories.h"
#include "valux/file.h"
#include "valux/json.h"
#include "valux/text.h"

#define RECORD_FILE "registrations.json"
#define RECORD_LIMIT ((size_t)1 << 20)
#define RECORD_VERSION 1

static cJSON *new_record(struct valux_error *error)
{
    cJSON *record = cJSON_CreateObject();

    if (cJSON_AddNumberToObject(record, "version", RECORD_VERSION) == NULL ||
        cJSON_AddArrayToObject(record, "databases") == NULL) {
        cJSON_Delete(record);
        valux_error_set_memory(error);
        return NULL;
    }
    return record;
}

/* Reads the record, or makes an empty one. *databases becomes its list. */
static cJSON *load(const struct valux_store *store, cJSON **databases, struct valux_error *error)
{
    struct valux_bytes content = {NULL, 0};
    bool absent = true;
    cJSON *record = NULL;
    struct valux_json_reader reader = valux_json_reader(RECORD_FILE, VALUX_ERROR_STORE, error);

    if (store->directory >= 0 && !valux_file_read(VALUX_FILE_PRIVATE, store->directory, RECORD_FILE,
                                                  RECORD_LIMIT, &content, &absent, error))
        return NULL;
    record = absent ? new_record(error)
                    : valux_json_parse(&reader, (const char *)content.data, content.length);
    valux_bytes_free(&content);
    if (record == NULL)
        return NULL;
    *databases = cJSON_GetObjectItemCaseSensitive(record, "databases");
    reader.object = record;
    valux_json_version(&reader, RECORD_VERSION);
    if (reader.failed)
        goto failed;
    if (!cJSON_IsArray(*databases)) {
        valux_error_set(error, VALUX_ERROR_STORE, _("%s: the list of databases is missing."),
                        RECORD_FILE);
        goto failed;
    }
    return record;
failed:
    cJSON_Delete(record);
    return NULL;
}

/* Writes the record. A record without entries and without unknown members is removed. */
static bool save(const struct valux_store *store, const cJSON *record, struct valux_error *error)
{
    const cJSON *databases = cJSON_GetObjectItemCaseSensitive(record, "databases");

    if (cJSON_GetArraySize(databases) == 0 && cJSON_GetArraySize(record) == 2)
        return valux_file_remove(VALUX_FILE_PRIVATE, store->directory, RECORD_FILE, error);
    char *text = cJSON_Print(record);
    bool result = text == NULL ? valux_error_set_memory(error)
                               : valux_file_replace(VALUX_FILE_PRIVATE, store->directory,
                                                    RECORD_FILE, text, strlen(text), error);

    cJSON_free(text);
    return result;
}

/* An entry may have been written with a path that has symbolic links, in HOME for example. */
static void resolve(char path[static VALUX_PATH_SIZE])
{
    char written[VALUX_PATH_SIZE];

    memcpy(written, path, sizeof written);
    directories_resolve(written, path);
}

static bool read_entry(const cJSON *entry, struct recorded_registration *registration,
                       struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(RECORD_FILE, VALUX_ERROR_STORE, error);

    memset(registration, 0, sizeof *registration);
    reader.object = entry;
    valux_json_string(&reader, "directory", registration->directory,
                      sizeof registration->directory);
    registration->made_database = valux_json_boolean(&reader, "madeDatabase");
    if (valux_json_has(&reader, "madeFrom"))
        valux_json_string(&reader, "madeFrom", registration->made_from,
                          sizeof registration->made_from);
    if (reader.failed)
        return false;
    if (registration->directory[0] != '/')
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s: a path is not absolute."),
                               RECORD_FILE);
    resolve(registration->directory);
    if (registration->made_from[0] != '\0')
        resolve(registration->made_from);
    return true;
}

static bool write_entry(cJSON *entry, const struct recorded_registration *registration)
{
    if (registration->made_from[0] == '\0')
        valux_json_remove(entry, "madeFrom");
    else if (!valux_json_set_string(entry, "madeFrom", registration->made_from))
        return false;
    return valux_json_set_string(entry, "directory", registration->directory) &&
           valux_json_set(entry, "madeDatabase", cJSON_CreateBool(registration->made_database));
}

/* The index of the first entry for the directory, or -1. `directory` has no symbolic links. */
static int find_entry(const cJSON *databases, const char *directory)
{
    char resolved[VALUX_PATH_SIZE];
    int index = 0;
    const cJSON *entry;

    cJSON_ArrayForEach(entry, databases)
    {
        const cJSON *member = cJSON_GetObjectItemCaseSensitive(entry, "directory");
        if (cJSON_IsString(member))
            directories_resolve(member->valuestring, resolved);
        if (cJSON_IsString(member) && strcmp(resolved, directory) == 0)
            return index;
        index++;
    }
    return -1;
}

bool recorded_registrations_read(const struct valux_store *store,
                                 struct recorded_registration **registrations, size_t *count,
                                 struct valux_error *error)
{
    bool result = false;
    struct recorded_registration *list = NULL;
    cJSON *databases;
    cJSON *record = load(store, &databases, error);
    size_t size = 0;
    const cJSON *entry;

    if (record == NULL)
        return false;
    list = calloc((size_t)cJSON_GetArraySize(databases) + 1, sizeof *list);
    if (list == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    cJSON_ArrayForEach(entry, databases)
    {
        if (!read_entry(entry, &list[size++], error))
            goto done;
    }
    *registrations = list;
    *count = size;
    list = NULL;
    result = true;
done:
    free(list);
    cJSON_Delete(record);
    return result;
}

bool recorded_registrations_put(const struct valux_store *store,
                                const struct recorded_registration *registration,
                                struct valux_error *error)
{
    bool result = false;
    cJSON *databases;
    cJSON *record = load(store, &databases, error);

    if (record == NULL)
        return false;
    int index = find_entry(databases, registration->directory);
    cJSON *entry = index >= 0 ? cJSON_GetArrayItem(databases, index) : cJSON_CreateObject();
    if (index < 0 && !cJSON_AddItemToArray(databases, entry)) {
        cJSON_Delete(entry);
        entry = NULL;
    }
    if (entry == NULL || !write_entry(entry, registration))
        valux_error_set_memory(error);
    else
        result = save(store, record, error);
    cJSON_Delete(record);
    return result;
}

bool recorded_registrations_remove(const struct valux_store *store, const char *directory,
                                   struct valux_error *error)
{
    bool result = true;
    cJSON *databases;
    cJSON *record = load(store, &databases, error);

    if (record == NULL)
        return false;
    int index = find_entry(databases, directory);
    bool found = index >= 0;
    for (; index >= 0; index = find_entry(databases, directory))
        cJSON_DeleteItemFromArray(databases, index);
    if (found)
        result = save(store, record, error);
    cJSON_Delete(record);
    return result;
}
