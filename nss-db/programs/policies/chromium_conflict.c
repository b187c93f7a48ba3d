/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/chromium_conflict.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs/policies/chromium_policy.h"
#include "programs/policies/file.h"
#include "programs/policies/relaxed_json.h"
#include "valux/bytes.h"
#include "valux/paths.h"
#include "valux/text.h"

static bool is_regular(const struct policy_root *root, const char *path)
{
    struct stat status;
    int file = policy_root_open_path(root, path, O_PATH);
    bool regular = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);

    if (file >= 0)
        close(file);
    return regular;
}

/* Fails if the file's content has the policy, or names it and can't be read as JSON. */
static bool check_content(const char *name, const struct valux_bytes *content,
                          struct valux_error *error)
{
    bool result = true;
    const char *text = (const char *)content->data;
    cJSON *document = relaxed_json_parse(text, content->length);

    if (cJSON_GetObjectItemCaseSensitive(document, POLICY_CHROMIUM_NAME) != NULL)
        result = valux_error_set(error, VALUX_ERROR_PROGRAM,
                                 _("%s has the policy %s already, and Chromium takes it from "
                                   "one file only. Add the addresses there."),
                                 name, POLICY_CHROMIUM_NAME);
    else if (document == NULL && memmem(text, content->length, POLICY_CHROMIUM_NAME,
                                        strlen(POLICY_CHROMIUM_NAME)) != NULL)
        result = valux_error_set(error, VALUX_ERROR_PROGRAM,
                                 _("%s names the policy %s and is not valid JSON. Correct or "
                                   "remove it first: Chromium takes this policy from one file "
                                   "only."),
                                 name, POLICY_CHROMIUM_NAME);
    cJSON_Delete(document);
    return result;
}

static bool check_file(const struct policy_root *root, const char *path, struct valux_error *error)
{
    char name[VALUX_PATH_SIZE];
    struct valux_bytes content;
    bool absent;

    if (!is_regular(root, path))
        return true;
    if (!policy_file_read(root, path, &content, &absent, error))
        return false;
    policy_root_name(root, path, name);
    bool result = absent || check_content(name, &content, error);
    valux_bytes_free(&content);
    return result;
}

bool policy_chromium_conflict_check(const struct policy_root *root, const char *path,
                                    struct valux_error *error)
{
    bool result = true;
    char directory[VALUX_PATH_SIZE];
    char other[VALUX_PATH_SIZE];
    const struct dirent *entry;

    snprintf(directory, sizeof directory, "%.*s", (int)(strrchr(path, '/') - path), path);
    int file = policy_root_open_path(root, directory, O_RDONLY | O_DIRECTORY);
    if (file < 0 && errno == ENOENT)
        return true;
    DIR *files = file < 0 ? NULL : fdopendir(file);
    if (files == NULL) {
        policy_root_name(root, directory, other);
        valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", other, strerror(errno));
        if (file >= 0)
            close(file);
        return false;
    }
    while (result && (entry = readdir(files)) != NULL) {
        if (valux_paths_join(other, directory, entry->d_name) && strcmp(other, path) != 0)
            result = check_file(root, other, error);
    }
    closedir(files);
    return result;
}
