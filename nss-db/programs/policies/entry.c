/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/entry.h"

#include <string.h>

#include "programs/policies/file.h"
#include "programs/policies/work.h"

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
    if (!policy_missing(work->root, path, made_from, error))
        return false;
    if (made_from[0] != '\0')
        memcpy(entry->made_from, made_from, sizeof made_from);
    return true;
}

bool policy_commit(struct policy_work *work, const struct policy_entry *entry, bool recorded,
                   const char *full, const char *text, struct valux_error *error)
{
    struct valux_error ignored;

    if (!policy_record_put(&work->record, entry, error))
        return false;
    if (policy_file_write(full, text, error))
        return true;
    if (!recorded)
        (void)policy_record_remove(&work->record, policy_record_find(&work->record, entry->path),
                                   &ignored);
    return false;
}
