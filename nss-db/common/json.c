/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "valux/text.h"
#include "valux/timestamp.h"

cJSON *valux_json_parse(const struct valux_json_source *source, const char *text, size_t length,
                        struct valux_error *error)
{
    const char *end = NULL;
    cJSON *document = cJSON_ParseWithLengthOpts(text, length, &end, false);

    while (document != NULL && end < text + length && strchr(" \t\r\n", *end) != NULL && *end != 0)
        end++;
    if (document == NULL || end != text + length || !cJSON_IsObject(document)) {
        valux_error_set(error, source->domain, _("%s is not valid JSON."), source->name);
        cJSON_Delete(document);
        return NULL;
    }
    return document;
}

static bool wrong(const struct valux_json_source *source, const char *member, const char *what,
                  struct valux_error *error)
{
    return valux_error_set(error, source->domain, _("%s: the member \"%s\" %s."), source->name,
                           member, what);
}

/* True with *item NULL for an optional member that is absent. */
static bool find_member(const struct valux_json_source *source, const cJSON *object,
                        const char *member, enum valux_json_presence presence, const cJSON **item,
                        struct valux_error *error)
{
    *item = cJSON_GetObjectItemCaseSensitive(object, member);
    if (*item == NULL && presence == VALUX_JSON_REQUIRED)
        return wrong(source, member, _("is missing"), error);
    return true;
}

/* Likewise, for a member that is a string. */
static bool find_string(const struct valux_json_source *source, const cJSON *object,
                        const char *member, enum valux_json_presence presence, const char **text,
                        struct valux_error *error)
{
    const cJSON *item;

    *text = NULL;
    if (!find_member(source, object, member, presence, &item, error))
        return false;
    if (item != NULL && !cJSON_IsString(item))
        return wrong(source, member, _("is not a string"), error);
    if (item != NULL)
        *text = item->valuestring;
    return true;
}

bool valux_json_string(const struct valux_json_source *source, const cJSON *object,
                       const char *member, enum valux_json_presence presence, char *value,
                       size_t size, struct valux_error *error)
{
    const char *text;

    if (!find_string(source, object, member, presence, &text, error))
        return false;
    if (text == NULL)
        return true;
    if (strlen(text) >= size)
        return wrong(source, member, _("is too long"), error);
    memcpy(value, text, strlen(text) + 1);
    return true;
}

bool valux_json_integer(const struct valux_json_source *source, const cJSON *object,
                        const char *member, enum valux_json_presence presence, int64_t minimum,
                        int64_t maximum, int64_t *value, struct valux_error *error)
{
    const cJSON *item;

    if (!find_member(source, object, member, presence, &item, error))
        return false;
    if (item == NULL)
        return true;
    if (!cJSON_IsNumber(item) || item->valuedouble != floor(item->valuedouble))
        return wrong(source, member, _("is not a whole number"), error);
    if (!(item->valuedouble >= (double)minimum && item->valuedouble <= (double)maximum))
        return wrong(source, member, _("is out of range"), error);
    *value = (int64_t)item->valuedouble;
    return true;
}

bool valux_json_boolean(const struct valux_json_source *source, const cJSON *object,
                        const char *member, enum valux_json_presence presence, bool *value,
                        struct valux_error *error)
{
    const cJSON *item;

    if (!find_member(source, object, member, presence, &item, error))
        return false;
    if (item != NULL && !cJSON_IsBool(item))
        return wrong(source, member, _("is neither true nor false"), error);
    if (item != NULL)
        *value = cJSON_IsTrue(item);
    return true;
}

bool valux_json_time(const struct valux_json_source *source, const cJSON *object,
                     const char *member, enum valux_json_presence presence, int64_t *seconds,
                     struct valux_error *error)
{
    const char *text;

    if (!find_string(source, object, member, presence, &text, error))
        return false;
    if (text != NULL && !valux_timestamp_parse(text, seconds))
        return wrong(source, member, _("is not a time as RFC 3339 writes it"), error);
    return true;
}

bool valux_json_base64(const struct valux_json_source *source, const cJSON *object,
                       const char *member, enum valux_json_presence presence,
                       struct valux_bytes *value, struct valux_error *error)
{
    const char *text;

    if (!find_string(source, object, member, presence, &text, error))
        return false;
    if (text != NULL && !valux_bytes_from_base64(value, text))
        return wrong(source, member, _("is not base64"), error);
    return true;
}

bool valux_json_hex(const struct valux_json_source *source, const cJSON *object, const char *member,
                    enum valux_json_presence presence, uint8_t *value, size_t length,
                    struct valux_error *error)
{
    const char *text;

    if (!find_string(source, object, member, presence, &text, error))
        return false;
    if (text != NULL && !valux_bytes_from_hex(text, value, length))
        return wrong(source, member, _("is not hexadecimal of the right length"), error);
    return true;
}

bool valux_json_container(const struct valux_json_source *source, const cJSON *object,
                          const char *member, enum valux_json_presence presence, int type,
                          const cJSON **value, struct valux_error *error)
{
    if (!find_member(source, object, member, presence, value, error))
        return false;
    if (*value != NULL && ((*value)->type & 0xFF) != type)
        return wrong(source, member,
                     type == cJSON_Array ? _("is not an array") : _("is not an object"), error);
    return true;
}

bool valux_json_choice(const struct valux_json_source *source, const cJSON *object,
                       const char *member, enum valux_json_presence presence,
                       const char *const names[], int *value, struct valux_error *error)
{
    const char *text;

    if (!find_string(source, object, member, presence, &text, error))
        return false;
    if (text == NULL)
        return true;
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], text) == 0) {
            *value = i;
            return true;
        }
    }
    return wrong(source, member, _("has a value that is not known"), error);
}

bool valux_json_known_members(const struct valux_json_source *source, const cJSON *object,
                              const char *const names[], struct valux_error *error)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, object)
    {
        size_t i = 0;
        while (names[i] != NULL && strcmp(names[i], item->string) != 0)
            i++;
        if (names[i] == NULL)
            return wrong(source, item->string, _("is not known"), error);
    }
    return true;
}

bool valux_json_base64_array(const struct valux_json_source *source, const cJSON *object,
                             const char *member, enum valux_json_presence presence, size_t maximum,
                             struct valux_bytes **values, size_t *count, struct valux_error *error)
{
    bool result = false;
    const cJSON *array;
    const cJSON *item;
    struct valux_bytes *list = NULL;
    size_t length = 0;

    if (!valux_json_container(source, object, member, presence, cJSON_Array, &array, error))
        goto done;
    size_t size = array == NULL ? 0 : (size_t)cJSON_GetArraySize(array);
    if (size > maximum) {
        wrong(source, member, _("has too many elements"), error);
        goto done;
    }
    list = calloc(size + 1, sizeof *list);
    if (list == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    cJSON_ArrayForEach(item, array)
    {
        if (!cJSON_IsString(item) || !valux_bytes_from_base64(&list[length], item->valuestring)) {
            wrong(source, member, _("is not base64"), error);
            goto done;
        }
        length++;
    }
    *values = list;
    *count = length;
    list = NULL;
    result = true;
done:
    for (size_t i = 0; list != NULL && i < length; i++)
        valux_bytes_free(&list[i]);
    free(list);
    return result;
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

bool valux_json_set_hex(cJSON *object, const char *member, const uint8_t *value, size_t length)
{
    char text[129];

    if (length > sizeof text / 2)
        return false;
    valux_bytes_to_hex(value, length, text);
    return valux_json_set_string(object, member, text);
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
