/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdlib.h>
#include <string.h>

#include "programs/policies/devices.h"
#include "programs/policies/file.h"
#include "programs/policies/work.h"
#include "valux/policies.h"

/* Takes our module out of a document; a file that we made goes where nothing else is in it. */
static bool unmerge_devices(const struct policy_root *root, const struct policy_entry *entry,
                            enum valux_policy_outcome *outcome, struct valux_error *error)
{
    bool result = false;
    bool absent;
    char *text = NULL;
    cJSON *document = policy_read_document(root, entry->path, &absent, error);

    if (document == NULL)
        return false;
    if (absent || !policy_devices_remove(document, entry->module_path, &entry->devices)) {
        *outcome = VALUX_POLICY_ALREADY;
        result = true;
        goto done;
    }
    *outcome = VALUX_POLICY_DONE;
    if (entry->made_file && cJSON_GetArraySize(document) == 0) {
        result = policy_file_remove(root, entry->path, entry->made_from, error);
        goto done;
    }
    text = policy_print_document(document);
    result = text == NULL ? valux_error_set_memory(error)
                          : policy_file_write(root, entry->path, text, error);
done:
    free(text);
    cJSON_Delete(document);
    return result;
}

static bool remove_own(const struct policy_root *root, const struct policy_entry *entry,
                       enum valux_policy_outcome *outcome, struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    if (!policy_file_read(root, entry->path, &content, &absent, error))
        return false;
    bool same = !absent && strcmp((const char *)content.data, entry->text) == 0;
    valux_bytes_free(&content);
    *outcome = absent ? VALUX_POLICY_ALREADY : same ? VALUX_POLICY_DONE : VALUX_POLICY_CHANGED;
    return !same || policy_file_remove(root, entry->path, entry->made_from, error);
}

bool valux_policy_unregister(const char *root, struct valux_policy_results *results,
                             struct valux_error *error)
{
    bool result = false;
    struct policy_work work = {.root = {root, -1}, .results = results};
    struct policy_entry entry;

    *results = (struct valux_policy_results){NULL, 0};
    if (!policy_root_open(&work.root, root, false, error) ||
        !policy_record_open(&work.record, &work.root, error))
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
        bool done = entry.text == NULL
                        ? unmerge_devices(&work.root, &entry, &taken->outcome, &taken->error)
                        : remove_own(&work.root, &entry, &taken->outcome, &taken->error);
        if (!done)
            taken->outcome = VALUX_POLICY_FAILED;
        else if (!policy_record_remove(&work.record, index, error))
            goto done;
    }
    result = true;
done:
    policy_record_close(&work.record);
    policy_root_close(&work.root);
    return result;
}
