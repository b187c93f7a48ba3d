/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "renewal/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "valux/file.h"
#include "valux/json.h"

#define MEMORY_VERSION 1
#define MEMORY_SIZE_MAX ((size_t)16 << 20)
#define KEY_ID_TEXT_SIZE (2 * VALUX_KEY_ID_SIZE + 1)

static const char *const result_names[] = {"failed", "refused", NULL};

static void read_tries(struct renewal_tries *tries, struct valux_json_reader *reader)
{
    tries->count = (uint32_t)valux_json_integer(reader, "tries", 1, UINT32_MAX);
    tries->refused = (uint32_t)valux_json_integer(reader, "refused", 0, UINT32_MAX);
    tries->last = valux_json_time(reader, "lastTry");
    tries->asked_pause = valux_json_integer(reader, "askedPause", 0, RENEWAL_ASKED_PAUSE_LAST);
    tries->result = (enum renewal_result)valux_json_choice(reader, "result", result_names);
}

static bool read_record(struct renewal_record *record, const cJSON *object,
                        struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(RENEWAL_MEMORY_FILE, VALUX_ERROR_STORE, error);

    *record = (struct renewal_record){0};
    reader.object = object;
    if (valux_json_has(&reader, "tries"))
        read_tries(&record->tries, &reader);
    if (valux_json_has(&reader, "message"))
        valux_json_string(&reader, "message", record->message, sizeof record->message);
    if (valux_json_has(&reader, "renewed"))
        record->renewed = valux_json_time(&reader, "renewed");
    if (valux_json_has(&reader, "waitsForPin"))
        record->waits_for_pin = valux_json_boolean(&reader, "waitsForPin");
    record->told = valux_json_boolean(&reader, "told");
    return !reader.failed;
}

static bool check_document(struct valux_json_reader *reader)
{
    struct renewal_record record;
    const cJSON *object;

    valux_json_version(reader, MEMORY_VERSION);
    const cJSON *certificates = valux_json_object(reader, "certificates");
    if (reader->failed)
        return false;
    cJSON_ArrayForEach(object, certificates)
    {
        if (!read_record(&record, object, reader->error))
            return false;
    }
    return true;
}

bool renewal_memory_parse(struct renewal_memory *memory, const char *text, size_t length,
                          struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(RENEWAL_MEMORY_FILE, VALUX_ERROR_STORE, error);

    memory->document = valux_json_parse(&reader, text, length);
    return memory->document != NULL && check_document(&reader);
}

bool renewal_memory_load(struct renewal_memory *memory, const struct valux_store *store,
                         struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    memory->document = NULL;
    if (store->directory < 0)
        return true;
    if (!valux_file_read(VALUX_FILE_PRIVATE, store->directory, RENEWAL_MEMORY_FILE, MEMORY_SIZE_MAX,
                         &content, &absent, error))
        return false;
    bool result =
        absent || renewal_memory_parse(memory, (const char *)content.data, content.length, error);
    valux_bytes_free(&content);
    if (!result)
        renewal_memory_free(memory);
    return result;
}

static cJSON *certificates_of(const struct renewal_memory *memory)
{
    return cJSON_GetObjectItemCaseSensitive(memory->document, "certificates");
}

void renewal_memory_get(const struct renewal_memory *memory, struct valux_key_id key_id,
                        struct renewal_record *record)
{
    struct valux_error ignored;
    char name[KEY_ID_TEXT_SIZE];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, name);
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(certificates_of(memory), name);
    if (object == NULL || !read_record(record, object, &ignored))
        *record = (struct renewal_record){0};
}

static cJSON *get_or_add_object(cJSON *parent, const char *name)
{
    cJSON *object = cJSON_GetObjectItemCaseSensitive(parent, name);

    return object != NULL ? object : cJSON_AddObjectToObject(parent, name);
}

static bool set_tries(cJSON *object, const struct renewal_tries *tries)
{
    return valux_json_set(object, "tries", cJSON_CreateNumber(tries->count)) &&
           valux_json_set(object, "refused", cJSON_CreateNumber(tries->refused)) &&
           valux_json_set_time(object, "lastTry", tries->last) &&
           valux_json_set(object, "askedPause", cJSON_CreateNumber((double)tries->asked_pause)) &&
           valux_json_set_string(object, "result", result_names[tries->result]);
}

bool renewal_memory_set(struct renewal_memory *memory, struct valux_key_id key_id,
                        const struct renewal_record *record)
{
    char name[KEY_ID_TEXT_SIZE];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, name);
    if (memory->document == NULL)
        memory->document = cJSON_CreateObject();
    cJSON *object = get_or_add_object(get_or_add_object(memory->document, "certificates"), name);
    if (record->message[0] == '\0')
        valux_json_remove(object, "message");
    if (!record->waits_for_pin)
        valux_json_remove(object, "waitsForPin");
    return valux_json_set(memory->document, "version", cJSON_CreateNumber(MEMORY_VERSION)) &&
           (!record->waits_for_pin ||
            valux_json_set(object, "waitsForPin", cJSON_CreateBool(true))) &&
           valux_json_set(object, "told", cJSON_CreateBool(record->told)) &&
           (record->tries.count == 0 || set_tries(object, &record->tries)) &&
           (record->message[0] == '\0' ||
            valux_json_set_string(object, "message", record->message)) &&
           (record->renewed == 0 || valux_json_set_time(object, "renewed", record->renewed));
}

void renewal_memory_remove(struct renewal_memory *memory, struct valux_key_id key_id)
{
    char name[KEY_ID_TEXT_SIZE];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, name);
    valux_json_remove(certificates_of(memory), name);
}

static bool is_known(const struct valux_catalogue *catalogue, const char *name)
{
    char known[KEY_ID_TEXT_SIZE];

    for (size_t i = 0; i < catalogue->count; i++) {
        valux_bytes_to_hex(catalogue->entries[i].key_id.bytes, VALUX_KEY_ID_SIZE, known);
        if (strcmp(known, name) == 0)
            return true;
    }
    return false;
}

static void remove_unknown(struct renewal_memory *memory, const struct valux_catalogue *catalogue)
{
    cJSON *certificates = certificates_of(memory);
    cJSON *next;

    for (cJSON *item = certificates == NULL ? NULL : certificates->child; item != NULL;
         item = next) {
        next = item->next;
        if (!is_known(catalogue, item->string))
            cJSON_Delete(cJSON_DetachItemViaPointer(certificates, item));
    }
}

bool renewal_memory_save(struct renewal_memory *memory, const struct valux_store *store,
                         const struct valux_catalogue *catalogue, struct valux_error *error)
{
    if (memory->document == NULL)
        return true;
    remove_unknown(memory, catalogue);
    char *text = cJSON_Print(memory->document);
    if (text == NULL)
        return valux_error_set_memory(error);
    bool result = valux_file_replace(VALUX_FILE_PRIVATE, store->directory, RENEWAL_MEMORY_FILE,
                                     text, strlen(text), error);
    free(text);
    return result;
}

void renewal_memory_free(struct renewal_memory *memory)
{
    cJSON_Delete(memory->document);
    memory->document = NULL;
}
