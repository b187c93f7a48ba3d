/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "valux/text.h"
#include "valux/timestamp.h"

struct valux_json_reader valux_json_reader(const char *source, enum valux_error_domain domain,
                                           struct valux_error *error)
{
    return (struct valux_json_reader){.source = source, .domain = domain, .error = error};
}

cJSON *valux_json_parse(struct valux_json_reader *reader, const char *text, size_t length)
{
    const char *end = NULL;
    cJSON *document = cJSON_ParseWithLengthOpts(text, length, &end, false);

    while (document != NULL && end < text + length && strchr(" \t\r\n", *end) != NULL && *end != 0)
        end++;
    if (document == NULL || end != text + length || !cJSON_IsObject(document)) {
        valux_error_set(reader->error, reader->domain, _("%s is not valid JSON."), reader->source);
        reader->failed = true;
        cJSON_Delete(document);
        return NULL;
    }
    reader->object = document;
    return document;
}

void valux_json_fail(struct valux_json_reader *reader, const char *member, const char *what)
{
    if (!reader->failed)
        valux_error_set(reader->error, reader->domain, _("%s: the member \"%s\" %s."),
                        reader->source, member, what);
    reader->failed = true;
}

bool valux_json_has(const struct valux_json_reader *reader, const char *member)
{
    return !reader->failed && cJSON_GetObjectItemCaseSensitive(reader->object, member) != NULL;
}

/* NULL, with the reader failed, for a member that is missing. */
static const cJSON *find(struct valux_json_reader *reader, const char *member)
{
    const cJSON *item =
        reader->failed ? NULL : cJSON_GetObjectItemCaseSensitive(reader->object, member);

    if (item == NULL)
        valux_json_fail(reader, member, _("is missing"));
    return item;
}

/* Likewise, for a member that is a string. */
static const char *find_text(struct valux_json_reader *reader, const char *member)
{
    const cJSON *item = find(reader, member);

    if (item == NULL)
        return NULL;
    if (!cJSON_IsString(item)) {
        valux_json_fail(reader, member, _("is not a string"));
        return NULL;
    }
    return item->valuestring;
}

void valux_json_string(struct valux_json_reader *reader, const char *member, char *value,
                       size_t size)
{
    const char *text = find_text(reader, member);

    if (text == NULL)
        return;
    if (strlen(text) >= size)
        valux_json_fail(reader, member, _("is too long"));
    else
        memcpy(value, text, strlen(text) + 1);
}

int64_t valux_json_integer(struct valux_json_reader *reader, const char *member, int64_t minimum,
                           int64_t maximum)
{
    const cJSON *item = find(reader, member);

    if (item == NULL)
        return 0;
    if (!cJSON_IsNumber(item) || item->valuedouble != floor(item->valuedouble))
        valux_json_fail(reader, member, _("is not a whole number"));
    else if (!(item->valuedouble >= (double)minimum && item->valuedouble <= (double)maximum))
        valux_json_fail(reader, member, _("is out of range"));
    else
        return (int64_t)item->valuedouble;
    return 0;
}

void valux_json_version(struct valux_json_reader *reader, int64_t known)
{
    int64_t version = valux_json_integer(reader, "version", 1, INT64_C(1) << 52);

    if (reader->failed || version <= known)
        return;
    valux_error_set(reader->error,
                    reader->domain == VALUX_ERROR_STORE ? VALUX_ERROR_VERSION : reader->domain,
                    _("%s was written by a newer version of VALUX for NSS. It is left as it is: "
                      "install that version again."),
                    reader->source);
    reader->failed = true;
}

bool valux_json_boolean(struct valux_json_reader *reader, const char *member)
{
    const cJSON *item = find(reader, member);

    if (item != NULL && !cJSON_IsBool(item))
        valux_json_fail(reader, member, _("is neither true nor false"));
    return cJSON_IsTrue(item);
}

int64_t valux_json_time(struct valux_json_reader *reader, const char *member)
{
    int64_t seconds = 0;
    const char *text = find_text(reader, member);

    if (text != NULL && !valux_timestamp_parse(text, &seconds))
        valux_json_fail(reader, member, _("is not a time as RFC 3339 writes it"));
    return seconds;
}

struct valux_key_id valux_json_key_id(struct valux_json_reader *reader, const char *member)
{
    struct valux_key_id key_id = {{0}};
    const char *text = find_text(reader, member);

    if (text != NULL && !valux_bytes_from_hex(text, key_id.bytes, VALUX_KEY_ID_SIZE))
        valux_json_fail(reader, member, _("is not hexadecimal of the right length"));
    return key_id;
}

struct valux_bytes valux_json_base64(struct valux_json_reader *reader, const char *member)
{
    struct valux_bytes value = {NULL, 0};
    const char *text = find_text(reader, member);

    if (text != NULL && !valux_bytes_from_base64(&value, text))
        valux_json_fail(reader, member, _("is not base64"));
    return value;
}

int valux_json_choice(struct valux_json_reader *reader, const char *member,
                      const char *const names[])
{
    const char *text = find_text(reader, member);

    if (text == NULL)
        return 0;
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    valux_json_fail(reader, member, _("has a value that is not known"));
    return 0;
}

const cJSON *valux_json_array(struct valux_json_reader *reader, const char *member)
{
    const cJSON *item = find(reader, member);

    if (item == NULL || cJSON_IsArray(item))
        return item;
    valux_json_fail(reader, member, _("is not an array"));
    return NULL;
}

const cJSON *valux_json_object(struct valux_json_reader *reader, const char *member)
{
    const cJSON *item = find(reader, member);

    if (item == NULL || cJSON_IsObject(item))
        return item;
    valux_json_fail(reader, member, _("is not an object"));
    return NULL;
}

static void free_list(struct valux_bytes *list, size_t length)
{
    for (size_t i = 0; i < length; i++)
        valux_bytes_free(&list[i]);
    free(list);
}

void valux_json_base64_array(struct valux_json_reader *reader, const char *member, size_t maximum,
                             struct valux_bytes **values, size_t *count)
{
    const cJSON *array = valux_json_array(reader, member);
    const cJSON *item;
    size_t size = (size_t)cJSON_GetArraySize(array);
    size_t length = 0;

    *values = NULL;
    *count = 0;
    if (size > maximum)
        valux_json_fail(reader, member, _("has too many elements"));
    if (reader->failed)
        return;
    struct valux_bytes *list = calloc(size + 1, sizeof *list);
    if (list == NULL) {
        reader->failed = !valux_error_set_memory(reader->error);
        return;
    }
    cJSON_ArrayForEach(item, array)
    {
        if (!cJSON_IsString(item) || !valux_bytes_from_base64(&list[length], item->valuestring)) {
            valux_json_fail(reader, member, _("is not base64"));
            free_list(list, length);
            return;
        }
        length++;
    }
    *values = list;
    *count = length;
}

struct valux_service_period valux_json_service_period(struct valux_json_reader *reader)
{
    const cJSON *outer = reader->object;
    struct valux_service_period period = {.given = valux_json_has(reader, "servicePeriod")};

    if (!period.given)
        return period;
    reader->object = valux_json_object(reader, "servicePeriod");
    period.start = valux_json_time(reader, "from");
    period.end = valux_json_time(reader, "to");
    reader->object = outer;
    return period;
}

void valux_json_known_members(struct valux_json_reader *reader, const char *const names[])
{
    const cJSON *item;

    cJSON_ArrayForEach(item, reader->object)
    {
        size_t i = 0;
        while (names[i] != NULL && strcmp(names[i], item->string) != 0)
            i++;
        if (names[i] == NULL)
            valux_json_fail(reader, item->string, _("is not known"));
    }
}

bool valux_json_set(cJSON *object, const char *member, cJSON *value)
{
    if (value == NULL)
        return false;
    bool there = cJSON_GetObjectItemCaseSensitive(object, member) != NULL;
    if (there ? cJSON_ReplaceItemInObjectCaseSensitive(object, member, value)
              : cJSON_AddItemToObject(object, member, value))
        return true;
    cJSON_Delete(value);
    return false;
}

void valux_json_remove(cJSON *object, const char *member)
{
    while (cJSON_GetObjectItemCaseSensitive(object, member) != NULL)
        cJSON_DeleteItemFromObjectCaseSensitive(object, member);
}

bool valux_json_set_string(cJSON *object, const char *member, const char *value)
{
    return valux_json_set(object, member, cJSON_CreateString(value));
}

bool valux_json_set_time(cJSON *object, const char *member, int64_t seconds)
{
    char text[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format(seconds, text);
    return valux_json_set_string(object, member, text);
}

bool valux_json_set_key_id(cJSON *object, const char *member, struct valux_key_id key_id)
{
    char text[2 * VALUX_KEY_ID_SIZE + 1];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, text);
    return valux_json_set_string(object, member, text);
}

bool valux_json_set_service_period(cJSON *object, const struct valux_service_period *period)
{
    cJSON *item;

    if (!period->given) {
        valux_json_remove(object, "servicePeriod");
        return true;
    }
    item = cJSON_CreateObject();
    if (!valux_json_set_time(item, "from", period->start) ||
        !valux_json_set_time(item, "to", period->end)) {
        cJSON_Delete(item);
        return false;
    }
    return valux_json_set(object, "servicePeriod", item);
}

bool valux_json_set_base64(cJSON *object, const char *member, const struct valux_bytes *value)
{
    char *text = valux_bytes_to_base64(value);
    bool result = text != NULL && valux_json_set_string(object, member, text);

    free(text);
    return result;
}

bool valux_json_set_base64_array(cJSON *object, const char *member,
                                 const struct valux_bytes *values, size_t count)
{
    bool result = false;
    char *text = NULL;
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < count; i++) {
        free(text);
        text = valux_bytes_to_base64(&values[i]);
        cJSON *item = text == NULL ? NULL : cJSON_CreateString(text);
        if (item == NULL || !cJSON_AddItemToArray(array, item)) {
            cJSON_Delete(item);
            goto done;
        }
    }
    result = valux_json_set(object, member, array);
    array = NULL;
done:
    free(text);
    cJSON_Delete(array);
    return result;
}
