/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/store_note.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/file.h"
#include "valux/json.h"
#include "valux/paths.h"
#include "valux/text.h"
#include "workspace/left_overs.h"

#define NOTE_VERSION 1
#define NOTE_SIZE_MAX ((size_t)16 << 20)
#define NOTE_NAME_SIZE 200 /* a temporary file's name is longer, and NAME_MAX is 255 */
#define GENERATION_MAX ((int64_t)1 << 53)

static void read_certificate(const cJSON *object, struct store_note_certificate *certificate,
                             struct valux_json_reader *reader)
{
    *certificate = (struct store_note_certificate){0};
    reader->object = object;
    certificate->key_id = valux_json_key_id(reader, "keyId");
    valux_json_string(reader, "nickname", certificate->nickname, sizeof certificate->nickname);
    valux_json_string(reader, "serialNumber", certificate->serial_number,
                      sizeof certificate->serial_number);
    certificate->removed = valux_json_boolean(reader, "removed");
}

static const cJSON *certificates_of(const struct store_note *note)
{
    return cJSON_GetObjectItemCaseSensitive(note->document, "certificates");
}

bool store_note_parse(struct store_note *note, const char *text, size_t length,
                      struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(_("The note of the store"), VALUX_ERROR_STORE, error);
    struct store_note_certificate ignored;
    const cJSON *object;

    note->generation = 0;
    note->document = valux_json_parse(&reader, text, length);
    if (note->document == NULL)
        return false;
    valux_json_version(&reader, NOTE_VERSION);
    note->generation = (uint64_t)valux_json_integer(&reader, "generation", 0, GENERATION_MAX);
    const cJSON *certificates = valux_json_array(&reader, "certificates");
    cJSON_ArrayForEach(object, certificates)
    {
        read_certificate(object, &ignored, &reader);
    }
    return !reader.failed;
}

/* The store's path with "%2F" for each slash and "%25" for each "%", and ".json". */
static bool note_name(const struct valux_store *store, char name[static NOTE_NAME_SIZE],
                      struct valux_error *error)
{
    size_t length = 0;

    for (const char *from = store->path; *from != '\0'; from++) {
        if (length + 3 + sizeof ".json" > NOTE_NAME_SIZE)
            return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                                   _("The path of the store is too long for a note of it."));
        if (*from == '/' || *from == '%')
            length += (size_t)snprintf(name + length, 4, "%%%02X", (unsigned)*from);
        else
            name[length++] = *from;
    }
    memcpy(name + length, ".json", sizeof ".json");
    return true;
}

static bool directory_path(char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    char home[VALUX_PATH_SIZE];

    return (valux_paths_state_home(home) && valux_paths_join(path, home, "valux")) ||
           valux_error_set(error, VALUX_ERROR_STORE, "%s",
                           _("There is no home directory for a note of the store."));
}

bool store_note_load(struct store_note *note, const struct valux_store *store,
                     struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    char name[NOTE_NAME_SIZE];
    struct valux_bytes content;
    bool absent;

    *note = (struct store_note){NULL, 0};
    if (!directory_path(path, error) || !note_name(store, name, error))
        return false;
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return true; /* what is wrong with it is said where the note is written */
    bool result = valux_file_read(VALUX_FILE_PRIVATE, directory, name, NOTE_SIZE_MAX, &content,
                                  &absent, error);
    close(directory);
    if (!result)
        return false;
    result = absent || store_note_parse(note, (const char *)content.data, content.length, error);
    valux_bytes_free(&content);
    return result;
}

size_t store_note_count(const struct store_note *note)
{
    return (size_t)cJSON_GetArraySize(certificates_of(note));
}

void store_note_get(const struct store_note *note, size_t index,
                    struct store_note_certificate *certificate)
{
    struct valux_error ignored;
    struct valux_json_reader reader = valux_json_reader("", VALUX_ERROR_STORE, &ignored);

    read_certificate(cJSON_GetArrayItem(certificates_of(note), (int)index), certificate, &reader);
}

static bool add(cJSON *certificates, const struct store_note_certificate *certificate)
{
    cJSON *object = cJSON_CreateObject();

    if (valux_json_set_key_id(object, "keyId", certificate->key_id) &&
        valux_json_set_string(object, "nickname", certificate->nickname) &&
        valux_json_set_string(object, "serialNumber", certificate->serial_number) &&
        valux_json_set(object, "removed", cJSON_CreateBool(certificate->removed)) &&
        cJSON_AddItemToArray(certificates, object))
        return true;
    cJSON_Delete(object);
    return false;
}

static bool add_removed(cJSON *certificates, const struct store_note *note,
                        const struct valux_catalogue *catalogue)
{
    struct store_note_certificate certificate;
    bool result = true;

    for (size_t i = 0; result && i < store_note_count(note); i++) {
        store_note_get(note, i, &certificate);
        certificate.removed = true;
        if (valux_catalogue_by_key_id(catalogue, certificate.key_id) == NULL)
            result = add(certificates, &certificate);
    }
    return result;
}

bool store_note_set_generation(struct store_note *note, uint64_t generation)
{
    note->generation = generation;
    return valux_json_set(note->document, "generation", cJSON_CreateNumber((double)generation));
}

bool store_note_follow(struct store_note *note, const struct valux_catalogue *catalogue, bool keep)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *certificates = cJSON_CreateArray();
    bool result = valux_json_set(document, "version", cJSON_CreateNumber(NOTE_VERSION));

    for (size_t i = 0; result && i < catalogue->count; i++) {
        const struct valux_catalogue_entry *entry = &catalogue->entries[i];
        struct store_note_certificate certificate = {.key_id = entry->key_id};
        snprintf(certificate.nickname, sizeof certificate.nickname, "%s", entry->nickname);
        snprintf(certificate.serial_number, sizeof certificate.serial_number, "%s",
                 entry->parsed.serial_text);
        result = add(certificates, &certificate);
    }
    if (result && keep)
        result = add_removed(certificates, note, catalogue);
    result = valux_json_set(document, "certificates", certificates) && result;
    store_note_free(note);
    note->document = document;
    return result && store_note_set_generation(note, catalogue->generation);
}

static bool write_note(int directory, const char *name, const cJSON *document,
                       struct valux_error *error)
{
    char *text = cJSON_Print(document);

    if (text == NULL)
        return valux_error_set_memory(error);
    left_overs_remove_temporary(directory, name);
    bool result =
        valux_file_replace(VALUX_FILE_PRIVATE, directory, name, text, strlen(text), error);
    free(text);
    return result;
}

bool store_note_save(const struct store_note *note, const struct valux_store *store,
                     struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    char name[NOTE_NAME_SIZE];

    if (!directory_path(path, error) || !note_name(store, name, error) ||
        !valux_directory_make(VALUX_FILE_PRIVATE, path, error))
        return false;
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be opened."), path);
    bool result = write_note(directory, name, note->document, error);
    close(directory);
    return result;
}

void store_note_free(struct store_note *note)
{
    cJSON_Delete(note->document);
    *note = (struct store_note){NULL, 0};
}
