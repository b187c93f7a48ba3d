/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "registration/policy.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/output.h"
#include "valux/policies.h"
#include "valux/text.h"

static const char *target_word(enum valux_policy_target target)
{
    switch (target) {
    case VALUX_POLICY_FIREFOX:
        return "firefox";
    case VALUX_POLICY_THUNDERBIRD:
        return "thunderbird";
    case VALUX_POLICY_CHROMIUM:
        return "chromium";
    case VALUX_POLICY_P11_KIT:
        break;
    }
    return "p11-kit";
}

static const char *target_name(enum valux_policy_target target)
{
    switch (target) {
    case VALUX_POLICY_FIREFOX:
        return _("Firefox");
    case VALUX_POLICY_THUNDERBIRD:
        return _("Thunderbird");
    case VALUX_POLICY_CHROMIUM:
        return _("Chromium");
    case VALUX_POLICY_P11_KIT:
        break;
    }
    return _("p11-kit");
}

static const char *outcome_word(enum valux_policy_outcome outcome)
{
    switch (outcome) {
    case VALUX_POLICY_DONE:
        return "done";
    case VALUX_POLICY_ALREADY:
        return "already";
    case VALUX_POLICY_CHANGED:
        return "changed";
    case VALUX_POLICY_FAILED:
        break;
    }
    return "failed";
}

/* What came of it, in the person's language. */
static const char *explain(const struct valux_policy_result *result,
                           enum registration_action action)
{
    bool registering = action == REGISTRATION_REGISTER;

    switch (result->outcome) {
    case VALUX_POLICY_DONE:
        return registering ? _("written") : _("taken back");
    case VALUX_POLICY_ALREADY:
        return registering ? _("was there already") : _("was gone already");
    case VALUX_POLICY_CHANGED:
        return _("left as it is: somebody has changed it since");
    case VALUX_POLICY_FAILED:
        break;
    }
    return result->error.message;
}

static void print_lines(const struct valux_policy_results *results, enum registration_action action)
{
    for (size_t i = 0; i < results->count; i++) {
        const struct valux_policy_result *result = &results->entries[i];
        output_print(stdout, _("%s in %s: %s"), target_name(result->target), result->path,
                     explain(result, action));
        output_print(stdout, "\n");
    }
    if (action == REGISTRATION_REGISTER)
        output_print(stdout, "%s\n",
                     _("Firefox and Thunderbird load the module at their next start. For Chromium, "
                       "each user has to run `valux-enroll register`."));
    else if (results->count == 0)
        output_print(stdout, "%s\n", _("There was nothing to take back."));
    else
        output_print(stdout, "%s\n",
                     _("Profiles that have loaded the module keep it until their user runs "
                       "`valux-enroll unregister`."));
}

static cJSON *result_to_json(const struct valux_policy_result *result,
                             enum registration_action action)
{
    cJSON *object = cJSON_CreateObject();

    if (cJSON_AddStringToObject(object, "target", target_word(result->target)) != NULL &&
        cJSON_AddStringToObject(object, "path", result->path) != NULL &&
        cJSON_AddStringToObject(object, "outcome", outcome_word(result->outcome)) != NULL &&
        cJSON_AddStringToObject(object, "message", explain(result, action)) != NULL)
        return object;
    cJSON_Delete(object);
    return NULL;
}

static bool print_json(const struct valux_policy_results *results, enum registration_action action,
                       struct valux_error *error)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *files = cJSON_AddArrayToObject(document, "files");

    for (size_t i = 0; i < results->count; i++) {
        cJSON *item = result_to_json(&results->entries[i], action);
        if (item == NULL || !cJSON_AddItemToArray(files, item)) {
            cJSON_Delete(item);
            cJSON_Delete(document);
            return valux_error_set_memory(error);
        }
    }
    return json_document_write(document, error);
}

static bool run(enum registration_action action, const struct registration_options *options,
                struct valux_policy_results *results, struct valux_error *error)
{
    char module_path[VALUX_PATH_SIZE];
    struct valux_policy policy = {.root = options->root == NULL ? "" : options->root,
                                  .module_path = module_path,
                                  .urls = options->urls,
                                  .url_count = options->url_count};

    if (options->root == NULL && geteuid() != 0)
        return valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                               _("Policies for the whole machine are the administrator's: run the "
                                 "command as root."));
    if (action == REGISTRATION_UNREGISTER)
        return valux_policy_unregister(policy.root, results, error);
    return registration_options_module(options, module_path, error) &&
           valux_policy_register(&policy, results, error);
}

int registration_policy_run(enum registration_action action,
                            const struct registration_options *options)
{
    int status = 0;
    struct valux_error error;
    struct valux_policy_results results = {NULL, 0};
    bool done = run(action, options, &results, &error);

    for (size_t i = 0; i < results.count && status == 0; i++) {
        if (results.entries[i].outcome == VALUX_POLICY_FAILED)
            status = valux_error_exit_status(results.entries[i].error.domain);
    }
    if (done && !options->json)
        print_lines(&results, action);
    else if (!done || !print_json(&results, action, &error))
        status = command_line_fail(&error);
    free(results.entries);
    return status;
}
