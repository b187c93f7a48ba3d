/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "valux/file.h"
#include "valux/json.h"
#include "valux/text.h"

#define MEMORY_VERSION 1
#define MEMORY_SIZE_MAX ((size_t)16 << 20)
#define KEY_ID_TEXT_SIZE (2 * VALUX_KEY_ID_SIZE + 1)

static const char *const state_names[] = {"active", "suspended", "revoked", NULL};

static bool read_steps(struct alarm_record *record, const cJSON *array)
{
    const cJSON *item;

    if (cJSON_GetArraySize(array) > ALARM_STEPS_MAX)
        return false;
    cJSON_ArrayForEach(item, array)
    {
        if (!cJSON_IsNumber(item) || item->valuedouble != (double)item->valueint)
            return false;
        record->steps[record->step_count++] = item->valueint;
    }
    return true;
}

static bool read_record(struct alarm_record *record, const cJSON *object, struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(ALARM_MEMORY_FILE, VALUX_ERROR_STORE, error);

    *record = (struct alarm_record){0};
    reader.object = object;
    record->service_end = valux_json_time(&reader, "serviceEnd");
    if (!read_steps(record, valux_json_array(&reader, "days")))
        valux_json_fail(&reader, "days", _("needs whole numbers"));
    if (valux_json_has(&reader, "expiryTold"))
        record->expiry_told = valux_json_boolean(&reader, "expiryTold");
    if (valux_json_has(&reader, "stateTold"))
        record->state_told =
            (enum valux_centre_state)valux_json_choice(&reader, "stateTold", state_names);
    return !reader.failed;
}

static bool check_document(struct valux_json_reader *reader)
{
    struct alarm_record record;
    const cJSON *object;
    int64_t version = valux_json_integer(reader, "version", 1, INT_MAX);
    const cJSON *certificates = valux_json_object(reader, "certificates");

    if (reader->failed)
        return false;
    if (version != MEMORY_VERSION)
        return valux_error_set(reader->error, VALUX_ERROR_STORE,
                               _("%s was written by another version of this program."),
                               reader->source);
    cJSON_ArrayForEach(object, certificates)
    {
        if (!read_record(&record, object, reader->error))
            return false;
    }
    return true;
}

bool alarm_memory_parse(struct alarm_memory *memory, const char *text, size_t length,
                        struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(ALARM_MEMORY_FILE, VALUX_ERROR_STORE, error);

    memory->document = valux_json_parse(&reader, text, length);
    return memory->document != NULL && check_document(&reader);
}

bool alarm_memory_load(struct alarm_memory *memory, const struct valux_store *store,
                       struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    memory->document = NULL;
    if (!valux_file_read(VALUX_FILE_PRIVATE, store->directory, ALARM_MEMORY_FILE, MEMORY_SIZE_MAX,
                         &content, &absent, error))
        return false;
    bool result =
        absent || alarm_memory_parse(memory, (const char *)content.data, content.length, error);
    valux_bytes_free(&content);
    if (!result)
        alarm_memory_free(memory);
    return result;
}

static const cJSON *find_record(const struct alarm_memory *memory, struct valux_key_id key_id)
{
    char name[KEY_ID_TEXT_SIZE];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, name);
    return cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(memory->document, "certificates"), name);
}

void alarm_memory_get(const struct alarm_memory *memory, struct valux_key_id key_id,
                      struct alarm_record *record)
{
    struct valux_error ignored;
    const cJSON *object = find_record(memory, key_id);

    if (object == NULL || !read_record(record, object, &ignored))
        *record = (struct alarm_record){0};
}

static cJSON *get_or_add_object(cJSON *parent, const char *name)
{
    cJSON *object = cJSON_GetObjectItemCaseSensitive(parent, name);

    return object != NULL ? object : cJSON_AddObjectToObject(parent, name);
}

bool alarm_memory_set(struct alarm_memory *memory, struct valux_key_id key_id,
                      const struct alarm_record *record)
{
    char name[KEY_ID_TEXT_SIZE];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, name);
    if (memory->document == NULL)
        memory->document = cJSON_CreateObject();
    cJSON *object = get_or_add_object(get_or_add_object(memory->document, "certificates"), name);
    return valux_json_set(memory->document, "version", cJSON_CreateNumber(MEMORY_VERSION)) &&
           valux_json_set_time(object, "serviceEnd", record->service_end) &&
           valux_json_set(object, "days",
                          cJSON_CreateIntArray(record->steps, (int)record->step_count)) &&
           valux_json_set(object, "expiryTold", cJSON_CreateBool(record->expiry_told)) &&
           valux_json_set_string(object, "stateTold", state_names[record->state_told]);
}

bool alarm_memory_save(const struct alarm_memory *memory, const struct valux_store *store,
                       struct valux_error *error)
{
    static const char empty[] = "{\"version\":1,\"certificates\":{}}";
    char *text = NULL;

    if (memory->document == NULL)
        return valux_file_replace(VALUX_FILE_PRIVATE, store->directory, ALARM_MEMORY_FILE, empty,
                                  strlen(empty), error);
    text = cJSON_Print(memory->document);
    if (text == NULL)
        return valux_error_set_memory(error);
    bool result = valux_file_replace(VALUX_FILE_PRIVATE, store->directory, ALARM_MEMORY_FILE, text,
                                     strlen(text), error);
    free(text);
    return result;
}

void alarm_memory_free(struct alarm_memory *memory)
{
    cJSON_Delete(memory->document);
    memory->document = NULL;
}
