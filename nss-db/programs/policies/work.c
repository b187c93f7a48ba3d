/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/work.h"

#include <stdlib.h>
#include <string.h>

#include "programs/policies/file.h"
#include "valux/json.h"

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

cJSON *policy_read_document(const struct policy_root *root, const char *path, bool *absent,
                            struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(path, VALUX_ERROR_PROGRAM, error);
    struct valux_bytes content;
    cJSON *document;

    if (!policy_file_read(root, path, &content, absent, error))
        return NULL;
    document = *absent ? cJSON_CreateObject()
                       : valux_json_parse(&reader, (const char *)content.data, content.length);
    if (*absent && document == NULL)
        valux_error_set_memory(error);
    valux_bytes_free(&content);
    return document;
}
