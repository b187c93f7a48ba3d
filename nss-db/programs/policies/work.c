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

/* Starts an entry for a file: the record's, or a new one that knows what will have to be made. */
bool policy_begin_entry(const struct policy_work *work, enum valux_policy_target target,
                        const char *path, bool absent, struct policy_entry *entry, bool *recorded,
                        struct valux_error *error)
{
    int index = policy_record_find(&work->record, path);

    *recorded = index >= 0;
    if (*recorded && !policy_record_read(&work->record, index, entry, error))
        return false;
    if (!*recorded) {
        memset(entry, 0, sizeof *entry);
        entry->target = target;
        memcpy(entry->path, path, strlen(path) + 1);
    }
    if (!absent)
        return true;
    entry->made_file = true;
    char made_from[VALUX_PATH_SIZE];
    if (!policy_file_missing(&work->root, path, made_from, error))
        return false;
    if (made_from[0] != '\0')
        memcpy(entry->made_from, made_from, sizeof made_from);
    return true;
}

bool policy_commit(struct policy_work *work, const struct policy_entry *entry, bool recorded,
                   const char *text, struct valux_error *error)
{
    struct valux_error ignored;

    if (!policy_record_put(&work->record, entry, error))
        return false;
    if (policy_file_write(&work->root, entry->path, text, error))
        return true;
    if (!recorded)
        (void)policy_record_remove(&work->record, policy_record_find(&work->record, entry->path),
                                   &ignored);
    return false;
}
