/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/chromium_policy.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "programs/policies/file.h"

bool policy_chromium_is_pattern(const char *text)
{
    static const char scheme[] = "https://";
    static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:";
    static const char wildcard[] = "[*.]";

    if (strncmp(text, scheme, strlen(scheme)) != 0)
        return false;
    text += strlen(scheme);
    if (strncmp(text, wildcard, strlen(wildcard)) == 0)
        text += strlen(wildcard);
    return text[0] != '\0' && strlen(text) < 300 && strspn(text, host) == strlen(text);
}

static bool add_pattern(cJSON *list, const char *pattern)
{
    char text[400];

    snprintf(text, sizeof text, "{\"pattern\":\"%s\",\"filter\":{}}", pattern);
    cJSON *item = cJSON_CreateString(text);
    if (item != NULL && cJSON_AddItemToArray(list, item))
        return true;
    cJSON_Delete(item);
    return false;
}

char *policy_chromium_text(const char *const *patterns, size_t count)
{
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(document, POLICY_CHROMIUM_NAME);

    for (size_t i = 0; i < count; i++) {
        if (!add_pattern(list, patterns[i]))
            goto done;
    }
    text = policy_print_document(document);
done:
    cJSON_Delete(document);
    return text;
}
