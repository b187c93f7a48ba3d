/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs/policies/file.h"
#include "valux/json.h"
#include "valux/text.h"

#define RECORD_PATH "/var/lib/valux/policies.json"
#define RECORD_VERSION 1

static const char *const target_words[] = {
    [VALUX_POLICY_FIREFOX] = "firefox",   [VALUX_POLICY_THUNDERBIRD] = "thunderbird",
    [VALUX_POLICY_CHROMIUM] = "chromium", [VALUX_POLICY_P11_KIT] = "p11-kit",
    [VALUX_POLICY_P11_KIT + 1] = NULL,
};

static bool make_record(struct policy_record *record, struct valux_error *error)
{
    char made_from[VALUX_PATH_SIZE];

    if (!policy_file_missing(record->root, RECORD_PATH, made_from, error))
        return false;
    record->document = cJSON_CreateObject();
    return (cJSON_AddNumberToObject(record->document, "version", RECORD_VERSION) != NULL &&
            cJSON_AddStringToObject(record->document, "madeFrom", made_from) != NULL &&
            cJSON_AddArrayToObject(record->document, "files") != NULL) ||
           valux_error_set_memory(error);
}

bool policy_record_open(struct policy_record *record, const struct policy_root *root,
                        struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;
    struct valux_json_reader reader = valux_json_reader(RECORD_PATH, VALUX_ERROR_PROGRAM, error);

    *record = (struct policy_record){.root = root};
    if (!policy_file_read(record->root, RECORD_PATH, &content, &absent, error))
        return false;
    if (absent) {
        if (!make_record(record, error))
            return false;
    } else {
        record->document = valux_json_parse(&reader, (const char *)content.data, content.length);
        valux_bytes_free(&content);
        if (record->document == NULL)
            return false;
    }
    record->files = cJSON_GetObjectItemCaseSensitive(record->document, "files");
    reader.object = record->document;
    valux_json_version(&reader, RECORD_VERSION);
    if (reader.failed)
        return false;
    return cJSON_IsArray(record->files) ||
           valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: the list of files is missing."),
                           RECORD_PATH);
}

void policy_record_close(struct policy_record *record)
{
    cJSON_Delete(record->document);
    record->document = NULL;
}

int policy_record_count(const struct policy_record *record)
{
    return cJSON_GetArraySize(record->files);
}

static void read_optional(struct valux_json_reader *reader, const char *member, char *value,
                          size_t size)
{
    if (valux_json_has(reader, member))
        valux_json_string(reader, member, value, size);
}

bool policy_record_read(const struct policy_record *record, int index, struct policy_entry *entry,
                        struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(RECORD_PATH, VALUX_ERROR_PROGRAM, error);

    memset(entry, 0, sizeof *entry);
    reader.object = cJSON_GetArrayItem(record->files, index);
    entry->target = (enum valux_policy_target)valux_json_choice(&reader, "target", target_words);
    valux_json_string(&reader, "path", entry->path, sizeof entry->path);
    entry->made_file = valux_json_boolean(&reader, "madeFile");
    read_optional(&reader, "madeFrom", entry->made_from, sizeof entry->made_from);
    read_optional(&reader, "module", entry->module_path, sizeof entry->module_path);
    read_optional(&reader, "madeMember", entry->devices.made, sizeof entry->devices.made);
    read_optional(&reader, "previousModule", entry->devices.previous,
                  sizeof entry->devices.previous);
    if (reader.failed)
        return false;
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(reader.object, "text");
    entry->text = cJSON_IsString(text) ? text->valuestring : NULL;
    return entry->path[0] == '/' || valux_error_set(error, VALUX_ERROR_PROGRAM,
                                                    _("%s: a path is not absolute."), RECORD_PATH);
}

int policy_record_find(const struct policy_record *record, const char *path)
{
    int index = 0;
    const cJSON *item;

    cJSON_ArrayForEach(item, record->files)
    {
        const cJSON *member = cJSON_GetObjectItemCaseSensitive(item, "path");
        if (cJSON_IsString(member) && strcmp(member->valuestring, path) == 0)
            return index;
        index++;
    }
    return -1;
}

static bool remove_record(const struct policy_record *record, struct valux_error *error)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(record->document, "madeFrom");
    const char *made_from =
        cJSON_IsString(item) && item->valuestring[0] == '/' ? item->valuestring : "";

    return policy_file_remove(record->root, RECORD_PATH, made_from, error);
}

static bool save(const struct policy_record *record, struct valux_error *error)
{
    if (policy_record_count(record) == 0)
        return remove_record(record, error);
    char *text = policy_print_document(record->document);
    bool result = text == NULL ? valux_error_set_memory(error)
                               : policy_file_write(record->root, RECORD_PATH, text, error);
    free(text);
    return result;
}

static bool set_optional(cJSON *item, const char *member, const char *value)
{
    return value == NULL || value[0] == '\0' || valux_json_set_string(item, member, value);
}

static cJSON *make_item(const struct policy_entry *entry)
{
    cJSON *item = cJSON_CreateObject();

    if (item != NULL && valux_json_set_string(item, "target", target_words[entry->target]) &&
        valux_json_set_string(item, "path", entry->path) &&
        valux_json_set(item, "madeFile", cJSON_CreateBool(entry->made_file)) &&
        set_optional(item, "madeFrom", entry->made_from) &&
        set_optional(item, "module", entry->module_path) &&
        set_optional(item, "madeMember", entry->devices.made) &&
        set_optional(item, "previousModule", entry->devices.previous) &&
        set_optional(item, "text", entry->text))
        return item;
    cJSON_Delete(item);
    return NULL;
}

bool policy_record_put(struct policy_record *record, const struct policy_entry *entry,
                       struct valux_error *error)
{
    int index = policy_record_find(record, entry->path);
    cJSON *item = make_item(entry);
    bool put = item != NULL && (index < 0 ? cJSON_AddItemToArray(record->files, item)
                                          : cJSON_ReplaceItemInArray(record->files, index, item));

    if (!put) {
        cJSON_Delete(item);
        return valux_error_set_memory(error);
    }
    return save(record, error);
}

bool policy_record_remove(struct policy_record *record, int index, struct valux_error *error)
{
    cJSON_DeleteItemFromArray(record->files, index);
    return save(record, error);
}
