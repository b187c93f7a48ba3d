/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdlib.h>
#include <string.h>

#include "programs/policies/devices.h"
#include "programs/policies/file.h"
#include "programs/policies/work.h"
#include "valux/policies.h"

/* Takes our module out of a document; a file that we made goes where nothing else is in it. */
static bool unmerge_devices(const struct policy_entry *entry, const char *full,
                            const char *made_from, enum valux_policy_outcome *outcome,
                            struct valux_error *error)
{
    bool result = false;
    bool absent;
    char *text = NULL;
    cJSON *document = policy_read_document(entry->path, full, &absent, error);

    if (document == NULL)
        return false;
    if (absent || !policy_devices_remove(document, entry->module_path, &entry->devices)) {
        *outcome = VALUX_POLICY_ALREADY;
        result = true;
        goto done;
    }
    *outcome = VALUX_POLICY_DONE;
    if (entry->made_file && cJSON_GetArraySize(document) == 0) {
        result = policy_file_remove(full, made_from, error);
        goto done;
    }
    text = policy_print_document(document);
    result = text == NULL ? valux_error_set_memory(error) : policy_file_write(full, text, error);
done:
    free(text);
    cJSON_Delete(document);
    return result;
}

static bool remove_own(const struct policy_entry *entry, const char *full, const char *made_from,
                       enum valux_policy_outcome *outcome, struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    if (!policy_file_read(full, &content, &absent, error))
        return false;
    bool same = !absent && strcmp((const char *)content.data, entry->text) == 0;
    valux_bytes_free(&content);
    *outcome = absent ? VALUX_POLICY_ALREADY : same ? VALUX_POLICY_DONE : VALUX_POLICY_CHANGED;
    return !same || policy_file_remove(full, made_from, error);
}

static bool take_back(const struct policy_work *work, const struct policy_entry *entry,
                      enum valux_policy_outcome *outcome, struct valux_error *error)
{
    char full[VALUX_PATH_SIZE];
    char made_from[VALUX_PATH_SIZE] = "";

    if (!policy_full_path(work->root, entry->path, full, error) ||
        (entry->made_from[0] != '\0' &&
         !policy_full_path(work->root, entry->made_from, made_from, error)))
        return false;
    return entry->text == NULL ? unmerge_devices(entry, full, made_from, outcome, error)
                               : remove_own(entry, full, made_from, outcome, error);
}

bool valux_policy_unregister(const char *root, struct valux_policy_results *results,
                             struct valux_error *error)
{
    bool result = false;
    struct policy_work work = {.root = root, .results = results};
    struct policy_entry entry;

    *results = (struct valux_policy_results){NULL, 0};
    if (!policy_record_open(&work.record, root, error))
        goto done;
    /* Backwards, so that a directory made for an earlier file is empty when its turn comes. */
    for (int index = policy_record_count(&work.record) - 1; index >= 0; index--) {
        if (!policy_record_read(&work.record, index, &entry, error))
            goto done;
        struct valux_policy_result *taken = policy_add_result(results, entry.target, entry.path);
        if (taken == NULL) {
            valux_error_set_memory(error);
            goto done;
        }
        if (!take_back(&work, &entry, &taken->outcome, &taken->error))
            taken->outcome = VALUX_POLICY_FAILED;
        else if (!policy_record_remove(&work.record, index, error))
            goto done;
    }
    result = true;
done:
    policy_record_close(&work.record);
    return result;
}
