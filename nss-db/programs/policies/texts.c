/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/texts.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs/policies/file.h"
#include "valux/paths.h"
#include "valux/text.h"

#define CHROMIUM_POLICY "AutoSelectCertificateForUrls"

bool policy_texts_is_pattern(const char *text)
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

char *policy_texts_chromium(const char *const *patterns, size_t count)
{
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(document, CHROMIUM_POLICY);

    for (size_t i = 0; i < count; i++) {
        if (!add_pattern(list, patterns[i]))
            goto done;
    }
    text = policy_print_document(document);
done:
    cJSON_Delete(document);
    return text;
}

static bool has_policy(const struct policy_root *root, const char *path)
{
    struct valux_bytes content;
    struct valux_error ignored;
    bool absent;

    if (!policy_file_read(root, path, &content, &absent, &ignored) || absent)
        return false;
    cJSON *document = cJSON_ParseWithLength((const char *)content.data, content.length);
    bool found = cJSON_GetObjectItemCaseSensitive(document, CHROMIUM_POLICY) != NULL;
    cJSON_Delete(document);
    valux_bytes_free(&content);
    return found;
}

bool policy_texts_check_chromium(const struct policy_root *root, const char *path,
                                 struct valux_error *error)
{
    bool result = true;
    char directory[VALUX_PATH_SIZE];
    char other[VALUX_PATH_SIZE];
    char name[VALUX_PATH_SIZE];
    const struct dirent *entry;

    snprintf(directory, sizeof directory, "%.*s", (int)(strrchr(path, '/') - path), path);
    int file = policy_root_open_path(root, directory, O_RDONLY | O_DIRECTORY);
    DIR *files = file < 0 ? NULL : fdopendir(file);
    while (result && files != NULL && (entry = readdir(files)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 5, ".json") != 0 ||
            !valux_paths_join(other, directory, entry->d_name) || strcmp(other, path) == 0)
            continue;
        policy_root_name(root, other, name);
        if (has_policy(root, other))
            result = valux_error_set(error, VALUX_ERROR_PROGRAM,
                                     _("%s has the policy %s already, and Chromium takes it from "
                                       "one file only. Add the addresses there."),
                                     name, CHROMIUM_POLICY);
    }
    if (files != NULL)
        closedir(files);
    return result;
}

/*
 * These programs have the module by NSS. Where their NSS loads p11-kit's proxy too, the token must
 * not be in that as well; nor in the programs that look into such a database.
 */
char *policy_texts_p11_kit(const char *module_path)
{
    static const char format[] =
        "# Written by `valux-enroll register --policy`; `valux-enroll unregister --policy` removes "
        "it.\n"
        "module: %s\n"
        "# These programs have the module by NSS, and would show its token twice.\n"
        "disable-in: firefox firefox-esr firefox-bin thunderbird thunderbird-bin chromium "
        "chromium-browser chrome google-chrome msedge brave vivaldi-bin opera valux-enroll "
        "modutil certutil\n";
    char *text;

    return asprintf(&text, format, module_path) < 0 ? NULL : text;
}
