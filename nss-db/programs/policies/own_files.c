/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/own_files.h"

#include <stdlib.h>
#include <string.h>

#include "programs/policies/chromium_conflict.h"
#include "programs/policies/chromium_policy.h"
#include "programs/policies/file.h"
#include "programs/policies/p11_kit_module.h"
#include "valux/text.h"

static bool write_own(struct policy_work *work, enum valux_policy_target target, const char *path,
                      const char *text, enum valux_policy_outcome *outcome,
                      struct valux_error *error)
{
    bool result = false;
    struct policy_entry entry;
    struct valux_bytes content = {NULL, 0};
    bool absent;
    bool recorded;

    if (!policy_file_read(&work->root, path, &content, &absent, error) ||
        !policy_begin_entry(work, target, path, absent, &entry, &recorded, error))
        goto done;
    if (content.data != NULL && strcmp((const char *)content.data, text) == 0) {
        *outcome = VALUX_POLICY_ALREADY;
        result = true;
        goto done;
    }
    if (!absent && (entry.text == NULL || strcmp((const char *)content.data, entry.text) != 0)) {
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s was written or changed by somebody else. It is left alone."), path);
        goto done;
    }
    entry.text = text;
    *outcome = VALUX_POLICY_DONE;
    result = policy_commit(work, &entry, recorded, text, error);
done:
    valux_bytes_free(&content);
    return result;
}

static bool register_text(struct policy_work *work, enum valux_policy_target target,
                          const char *path, const char *text, struct valux_error *error)
{
    struct valux_policy_result *result = policy_add_result(work->results, target, path);

    if (result == NULL)
        return valux_error_set_memory(error);
    if ((target == VALUX_POLICY_CHROMIUM &&
         !policy_chromium_conflict_check(&work->root, path, &result->error)) ||
        !write_own(work, target, path, text, &result->outcome, &result->error))
        result->outcome = VALUX_POLICY_FAILED;
    return true;
}

bool policy_own_files_register_chromium(struct policy_work *work, const struct valux_policy *policy,
                                        struct valux_error *error)
{
    char *text = policy_chromium_text(policy->urls, policy->url_count);
    bool result = text == NULL ? valux_error_set_memory(error)
                               : register_text(work, VALUX_POLICY_CHROMIUM, POLICY_CHROMIUM_PATH,
                                               text, error);

    if (result && policy_root_has(&work->root, POLICY_CHROME_DIRECTORY))
        result = register_text(work, VALUX_POLICY_CHROMIUM, POLICY_CHROME_PATH, text, error);
    free(text);
    return result;
}

bool policy_own_files_register_p11_kit(struct policy_work *work, const struct valux_policy *policy,
                                       struct valux_error *error)
{
    char *text;
    bool result;

    if (policy_root_has(&work->root, POLICY_P11_KIT_PACKAGE_PATH)) {
        struct valux_policy_result *already =
            policy_add_result(work->results, VALUX_POLICY_P11_KIT, POLICY_P11_KIT_PACKAGE_PATH);
        if (already == NULL)
            return valux_error_set_memory(error);
        already->outcome = VALUX_POLICY_ALREADY;
        return true;
    }
    text = policy_p11_kit_text(policy->module_path);
    result = text == NULL
                 ? valux_error_set_memory(error)
                 : register_text(work, VALUX_POLICY_P11_KIT, POLICY_P11_KIT_PATH, text, error);
    free(text);
    return result;
}

bool policy_own_files_take_back(const struct policy_root *root, const struct policy_entry *entry,
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
