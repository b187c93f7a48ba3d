/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/configuration.h"
#include "valux/json.h"
#include "valux/private_file.h"
#include "valux/text.h"

#define CONFIGURATION_SIZE_MAX 65536

/* A command line gives text: numbers and lists of numbers are told by their looks. */
static cJSON *value_from_text(const char *text)
{
    cJSON *value = NULL;

    if (text[0] == '[' || (text[0] >= '0' && text[0] <= '9'))
        value = cJSON_Parse(text);
    return value != NULL ? value : cJSON_CreateString(text);
}

static bool set_member(cJSON *document, const char *member, const char *value,
                       struct valux_error *error)
{
    const char *dot = strchr(member, '.');
    cJSON *section = document;
    char name[64];

    if (dot != NULL) {
        if ((size_t)(dot - member) >= sizeof name)
            return valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                                   _("There is no setting \"%s\"."), member);
        memcpy(name, member, (size_t)(dot - member));
        name[dot - member] = '\0';
        section = cJSON_GetObjectItemCaseSensitive(document, name);
        if (section == NULL)
            section = cJSON_AddObjectToObject(document, name);
        if (!cJSON_IsObject(section))
            return valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                                   _("There is no setting \"%s\"."), member);
        member = dot + 1;
    }
    if (value == NULL)
        cJSON_DeleteItemFromObjectCaseSensitive(section, member);
    else if (!valux_json_set(section, member, value_from_text(value)))
        return valux_error_set_memory(error);
    return true;
}

static cJSON *read_user_file(int directory, const char *path, struct valux_error *error)
{
    const struct valux_json_source source = {path, VALUX_ERROR_CONFIGURATION};
    struct valux_bytes content;
    bool absent;

    if (!valux_file_read(directory, "valux.json", CONFIGURATION_SIZE_MAX, &content, &absent, error))
        return NULL;
    if (absent) {
        cJSON *empty = cJSON_CreateObject();
        if (empty == NULL)
            valux_error_set_memory(error);
        return empty;
    }
    cJSON_Minify((char *)content.data);
    cJSON *document =
        valux_json_parse(&source, (char *)content.data, strlen((char *)content.data), error);
    valux_bytes_free(&content);
    return document;
}

bool valux_configuration_set(const char *member, const char *value, struct valux_error *error)
{
    bool result = false;
    char path[VALUX_PATH_SIZE];
    char directory_path[VALUX_PATH_SIZE];
    struct valux_configuration check;
    cJSON *document = NULL;
    char *text = NULL;
    int directory = -1;

    if (!valux_configuration_user_file(path, error))
        return false;
    memcpy(directory_path, path, sizeof path);
    *strrchr(directory_path, '/') = '\0';
    if (!valux_directory_make(directory_path, error))
        goto done;
    directory = open(directory_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s can't be opened."), directory_path);
        goto done;
    }
    document = read_user_file(directory, path, error);
    if (document == NULL || !set_member(document, member, value, error))
        goto done;
    text = cJSON_Print(document);
    if (text == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    valux_configuration_default(&check);
    if (!valux_configuration_parse(&check, path, text, strlen(text), error))
        goto done;
    result = valux_file_replace(directory, "valux.json", text, strlen(text), error);
done:
    free(text);
    cJSON_Delete(document);
    if (directory >= 0)
        close(directory);
    return result;
}
