/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/policies.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs/policies/chromium_conflict.h"
#include "programs/policies/devices.h"
#include "programs/policies/file.h"
#include "programs/policies/texts.h"
#include "programs/policies/work.h"
#include "valux/text.h"

struct mozilla {
    enum valux_policy_target target;
    const char *machine; /* read alone where it exists */
    const char *programs[5];
};

static const struct mozilla mozillas[] = {
    {VALUX_POLICY_FIREFOX,
     "/etc/firefox/policies/policies.json",
     {"/usr/lib/firefox-esr/distribution/policies.json",
      "/usr/lib/firefox/distribution/policies.json",
      "/usr/lib64/firefox/distribution/policies.json", "/opt/firefox/distribution/policies.json",
      NULL}},
    {VALUX_POLICY_THUNDERBIRD,
     "/etc/thunderbird/policies/policies.json",
     {"/usr/lib/thunderbird/distribution/policies.json",
      "/usr/lib64/thunderbird/distribution/policies.json",
      "/opt/thunderbird/distribution/policies.json", NULL}},
};

/* Starts an entry for a file: the record's, or a new one that knows what will have to be made. */
static bool begin_entry(const struct policy_work *work, enum valux_policy_target target,
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

/* Records the entry and writes the file; an entry that was not there before goes if that fails. */
static bool commit(struct policy_work *work, const struct policy_entry *entry, bool recorded,
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

static bool merge_devices(struct policy_work *work, enum valux_policy_target target,
                          const char *path, const char *module_path,
                          enum valux_policy_outcome *outcome, struct valux_error *error)
{
    bool result = false;
    struct policy_entry entry;
    struct policy_devices devices;
    bool absent;
    bool recorded;
    bool changed;
    char *text = NULL;
    cJSON *document = NULL;

    document = policy_read_document(&work->root, path, &absent, error);
    if (document == NULL ||
        !policy_devices_add(document, path, module_path, &devices, &changed, error))
        goto done;
    *outcome = changed ? VALUX_POLICY_DONE : VALUX_POLICY_ALREADY;
    if (!changed) {
        result = true;
        goto done;
    }
    if (!begin_entry(work, target, path, absent, &entry, &recorded, error))
        goto done;
    /* What our own older entry replaced, and had to make, is still what there was before us. */
    if (!recorded || strcmp(devices.previous, entry.module_path) != 0)
        entry.devices = devices;
    memcpy(entry.module_path, module_path, strlen(module_path) + 1);
    text = policy_print_document(document);
    if (text == NULL)
        valux_error_set_memory(error);
    else
        result = commit(work, &entry, recorded, text, error);
done:
    free(text);
    cJSON_Delete(document);
    return result;
}

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
        !begin_entry(work, target, path, absent, &entry, &recorded, error))
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
    result = commit(work, &entry, recorded, text, error);
done:
    valux_bytes_free(&content);
    return result;
}

static bool register_devices(struct policy_work *work, const struct mozilla *mozilla,
                             const char *path, const char *module_path, struct valux_error *error)
{
    struct valux_policy_result *result = policy_add_result(work->results, mozilla->target, path);

    if (result == NULL)
        return valux_error_set_memory(error);
    if (!merge_devices(work, mozilla->target, path, module_path, &result->outcome, &result->error))
        result->outcome = VALUX_POLICY_FAILED;
    return true;
}

/* Changes the files that the program reads now; makes the machine's one where there is none. */
static bool register_mozilla(struct policy_work *work, const struct mozilla *mozilla,
                             const char *module_path, struct valux_error *error)
{
    bool found = false;

    if (!policy_root_has(&work->root, mozilla->machine)) {
        for (size_t i = 0; mozilla->programs[i] != NULL; i++) {
            if (!policy_root_has(&work->root, mozilla->programs[i]))
                continue;
            found = true;
            if (!register_devices(work, mozilla, mozilla->programs[i], module_path, error))
                return false;
        }
    }
    return found || register_devices(work, mozilla, mozilla->machine, module_path, error);
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

static bool register_chromium(struct policy_work *work, const struct valux_policy *policy,
                              struct valux_error *error)
{
    char *text = policy_texts_chromium(policy->urls, policy->url_count);
    bool result = text == NULL ? valux_error_set_memory(error)
                               : register_text(work, VALUX_POLICY_CHROMIUM, POLICY_CHROMIUM_PATH,
                                               text, error);

    if (result && policy_root_has(&work->root, POLICY_CHROME_DIRECTORY))
        result = register_text(work, VALUX_POLICY_CHROMIUM, POLICY_CHROME_PATH, text, error);
    free(text);
    return result;
}

static bool register_p11_kit(struct policy_work *work, const struct valux_policy *policy,
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
    text = policy_texts_p11_kit(policy->module_path);
    result = text == NULL
                 ? valux_error_set_memory(error)
                 : register_text(work, VALUX_POLICY_P11_KIT, POLICY_P11_KIT_PATH, text, error);
    free(text);
    return result;
}

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
        if (!policy_texts_is_pattern(policy->urls[i]))
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
    for (size_t i = 0; i < sizeof mozillas / sizeof *mozillas; i++) {
        if (!register_mozilla(&work, &mozillas[i], policy->module_path, error))
            goto done;
    }
    if (policy->url_count > 0 && !register_chromium(&work, policy, error))
        goto done;
    result = register_p11_kit(&work, policy, error);
done:
    policy_record_close(&work.record);
    policy_root_close(&work.root);
    return result;
}
