/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/policies_json.h"

#include <stdlib.h>
#include <string.h>

#include "programs/policies/file.h"
#include "programs/policies/security_devices.h"
#include "valux/text.h"

struct mozilla {
    enum valux_policy_target target;
    const char *machine; /* if this file exists, the others are not read */
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
    if (!policy_begin_entry(work, target, path, absent, &entry, &recorded, error))
        goto done;
    /* If our own older module is replaced, the record keeps what was there before that one. */
    if (!recorded || strcmp(devices.previous, entry.module_path) != 0)
        entry.devices = devices;
    memcpy(entry.module_path, module_path, strlen(module_path) + 1);
    text = policy_print_document(document);
    if (text == NULL)
        valux_error_set_memory(error);
    else
        result = policy_commit(work, &entry, recorded, text, error);
done:
    free(text);
    cJSON_Delete(document);
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

/* Changes the files that the program reads now. If there is none, makes the machine's. */
static bool register_program(struct policy_work *work, const struct mozilla *mozilla,
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

bool policy_mozilla_register(struct policy_work *work, const char *module_path,
                             struct valux_error *error)
{
    for (size_t i = 0; i < sizeof mozillas / sizeof *mozillas; i++)
        if (!register_program(work, &mozillas[i], module_path, error))
            return false;
    return true;
}

/* Takes our module out of a document; a file that we made goes where nothing else is in it. */
bool policy_mozilla_take_back(const struct policy_root *root, const struct policy_entry *entry,
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
