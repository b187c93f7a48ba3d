/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/policies.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "programs/policies/chromium_policy.h"
#include "programs/policies/own_files.h"
#include "programs/policies/policies_json.h"
#include "programs/policies/work.h"
#include "valux/text.h"

static bool check(const struct valux_policy *policy, struct valux_error *error)
{
    if (policy->root[0] != '\0' && policy->root[0] != '/')
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The root must be absolute: %s."),
                               policy->root);
    if (policy->module_path[0] != '/')
        return valux_error_set(error, VALUX_ERROR_USAGE,
                               _("The module's path must be absolute: %s."), policy->module_path);
    if (policy->root[0] == '\0' && access(policy->module_path, R_OK) != 0)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The module %s can't be used: %s."),
                               policy->module_path, strerror(errno));
    for (size_t i = 0; i < policy->url_count; i++) {
        if (!policy_chromium_is_pattern(policy->urls[i]))
            return valux_error_set(error, VALUX_ERROR_USAGE,
                                   _("\"%s\" is not of the form https://HOST or "
                                     "https://[*.]DOMAIN."),
                                   policy->urls[i]);
    }
    return true;
}

bool valux_policy_register(const struct valux_policy *policy, struct valux_policy_results *results,
                           struct valux_error *error)
{
    bool result = false;
    struct policy_work work = {.root = {policy->root, -1}, .results = results};

    *results = (struct valux_policy_results){NULL, 0};
    if (!check(policy, error) || !policy_root_open(&work.root, policy->root, true, error) ||
        !policy_record_open(&work.record, &work.root, error))
        goto done;
    if (!policy_mozilla_register(&work, policy->module_path, error))
        goto done;
    if (policy->url_count > 0 && !policy_own_files_register_chromium(&work, policy, error))
        goto done;
    result = policy_own_files_register_p11_kit(&work, policy, error);
done:
    policy_record_close(&work.record);
    policy_root_close(&work.root);
    return result;
}

static bool take_back(const struct policy_work *work, const struct policy_entry *entry,
                      enum valux_policy_outcome *outcome, struct valux_error *error)
{
    return entry->text == NULL ? policy_mozilla_take_back(&work->root, entry, outcome, error)
                               : policy_own_files_take_back(&work->root, entry, outcome, error);
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
    /* From the last to the first, so that a directory made for the first is empty in the end. */
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
    policy_root_close(&work.root);
    return result;
}
