/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs/policies/file.h"
#include "valux/json.h"
#include "valux/text.h"

bool policy_full_path(const char *root, const char *path, char full[static VALUX_PATH_SIZE],
                      struct valux_error *error)
{
    return valux_paths_join(full, root, path + 1) ||
           valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: the path is too long."), path);
}

bool policy_missing(const char *root, const char *path, char made_from[static VALUX_PATH_SIZE],
                    struct valux_error *error)
{
    char full[VALUX_PATH_SIZE];
    char missing[VALUX_PATH_SIZE];

    if (!policy_full_path(root, path, full, error) || !policy_file_missing(full, missing, error))
        return false;
    if (missing[0] == '\0')
        made_from[0] = '\0';
    else if (strlen(missing) > strlen(root))
        snprintf(made_from, VALUX_PATH_SIZE, "%s", missing + strlen(root));
    else /* The root is missing too, so everything below it will be made. */
        snprintf(made_from, VALUX_PATH_SIZE, "/%.*s", (int)strcspn(path + 1, "/"), path + 1);
    return true;
}

struct valux_policy_result *policy_add_result(struct valux_policy_results *results,
                                              enum valux_policy_target target, const char *path)
{
    struct valux_policy_result *grown =
        realloc(results->entries, (results->count + 1) * sizeof *grown);

    if (grown == NULL)
        return NULL;
    results->entries = grown;
    struct valux_policy_result *result = &grown[results->count++];
    *result = (struct valux_policy_result){.target = target, .outcome = VALUX_POLICY_FAILED};
    memcpy(result->path, path, strlen(path) + 1);
    return result;
}

cJSON *policy_read_document(const char *path, const char *full, bool *absent,
                            struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(path, VALUX_ERROR_PROGRAM, error);
    struct valux_bytes content;
    cJSON *document;

    if (!policy_file_read(full, &content, absent, error))
        return NULL;
    document = *absent ? cJSON_CreateObject()
                       : valux_json_parse(&reader, (const char *)content.data, content.length);
    if (*absent && document == NULL)
        valux_error_set_memory(error);
    valux_bytes_free(&content);
    return document;
}

bool policy_exists(const char *root, const char *path)
{
    char full[VALUX_PATH_SIZE];

    return valux_paths_join(full, root, path + 1) && access(full, F_OK) == 0;
}
