/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/abandon.h"
#include "acquisition/end.h"
#include "acquisition/options.h"
#include "acquisition/resume.h"
#include "centre/centre.h"
#include "screen/certificate_json.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/new_form.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/renewal_result.h"
#include "valux/json.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/key_access.h"
#include "workspace/left_overs.h"
#include "workspace/workspace.h"

static const char help[] = N_(
    "Brings acquisitions and renewals that have not ended to their end: all, or the one with this\n"
    "request number. No one-time password is needed. With the protocol EST, 'valux-enroll new'\n"
    "with the same fields ends an acquisition whose answer is missing.\n\n"
    "  --json                 write what was brought to its end as JSON\n"
    "  --list                 only list them\n"
    "  --abandon REQUEST      give one up: removes its key, and with it what the centre issued\n");

/* What to resume, or to do instead. */
struct choice {
    const char *only;    /* the one request to resume, or NULL for all */
    const char *abandon; /* a request, or NULL */
    bool list;
    bool json;
};

/* Writes a document with this one member, which it takes; it may be NULL for want of memory. */
static bool write_json(const char *member, cJSON *value, struct valux_error *error)
{
    cJSON *document = cJSON_CreateObject();

    if (valux_json_set(document, member, value))
        return json_document_write(document, error);
    cJSON_Delete(document);
    return valux_error_set_memory(error);
}

/*
 * Whether `resume` alone can go on. Else the answer is missing, and only the same request again,
 * with its secrets, brings it.
 */
static bool is_resumable(const struct journal *journal, const struct valux_configuration *used)
{
    return journal->kind == JOURNAL_RENEWAL || journal->state != JOURNAL_SENDING ||
           centre_can_fetch(used);
}

static cJSON *journal_json(const struct journal *journal, const struct valux_configuration *used)
{
    static const char *const states[] = {[JOURNAL_PREPARED] = "prepared",
                                         [JOURNAL_SENDING] = "sending",
                                         [JOURNAL_ANSWERED] = "answered"};
    cJSON *object = cJSON_CreateObject();

    if (valux_json_set_string(object, "requestId", journal->request_id) &&
        valux_json_set_string(object, "kind",
                              journal->kind == JOURNAL_RENEWAL ? "renewal" : "acquisition") &&
        valux_json_set_string(object, "state", states[journal->state]) &&
        valux_json_set_time(object, "started", journal->started) &&
        valux_json_set_string(object, "nickname", journal->nickname) &&
        valux_json_set_string(object, "companyId", journal->company_id) &&
        valux_json_set_string(object, "certificateId", journal->certificate_id) &&
        valux_json_set(object, "resumable", cJSON_CreateBool(is_resumable(journal, used))))
        return object;
    cJSON_Delete(object);
    return NULL;
}

static bool list_json(const struct journal *journals, size_t count,
                      const struct valux_configuration *used, struct valux_error *error)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < count; i++)
        if (!cJSON_AddItemToArray(array, journal_json(&journals[i], used))) {
            cJSON_Delete(array);
            return valux_error_set_memory(error);
        }
    return write_json("unfinished", array, error);
}

static void list_journal(const struct journal *journal)
{
    char started[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(journal->started, started);
    output_print(stdout, "%s  %s  %s  %s  %s\n", journal->request_id, started, journal->nickname,
                 journal->company_id, journal->certificate_id);
}

/* Finds the journal of a request. One that is not there may be among those that can't be read. */
static bool find(struct journal *journals, size_t count, const char *request_id,
                 const struct valux_error *unreadable, struct journal **journal,
                 struct valux_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(journals[i].request_id, request_id) == 0) {
            *journal = &journals[i];
            return true;
        }
    if (unreadable->domain != VALUX_ERROR_NONE) {
        *error = *unreadable;
        return false;
    }
    return valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no unfinished request %s."),
                           request_id);
}

/* Shows one that has ended, or adds it to `ended` where there is one. */
static bool show_ended(const struct workspace *workspace, const struct journal *journal,
                       const struct acquisition *acquisition, cJSON *ended,
                       struct valux_error *error)
{
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&workspace->catalogue, acquisition->key_id);

    if (ended != NULL)
        return (entry != NULL &&
                cJSON_AddItemToArray(ended, certificate_json(workspace, entry, time(NULL)))) ||
               valux_error_set_memory(error);
    if (journal->kind == JOURNAL_RENEWAL)
        renewal_result_write(journal->nickname, acquisition->selected);
    else
        new_form_show_result(journal->nickname, acquisition->selected);
    return true;
}

static bool resume_one(struct workspace *workspace, struct journal *journal,
                       const struct acquisition_options *options, cJSON *ended,
                       struct valux_error *error)
{
    struct acquisition acquisition;

    if (!acquisition_resume(workspace, journal, options->wait_seconds, &acquisition, error))
        return false;
    return acquisition_end(workspace, &acquisition, options->no_register, error) &&
           show_ended(workspace, journal, &acquisition, ended, error);
}

static bool remove_left_overs(struct workspace *workspace, struct valux_error *error)
{
    return !workspace_has_database(workspace) ||
           (workspace_open_database(workspace, error) &&
            left_overs_remove_keys(&workspace->store, &workspace->catalogue, workspace->database,
                                   error));
}

/*
 * Resumes every journal, also after one has failed. *error becomes the last failure; earlier ones
 * are told on standard error. What has ended is added to `ended`, or shown if that is NULL.
 */
static bool resume_all(struct workspace *workspace, struct journal *journals, size_t count,
                       const struct acquisition_options *options, cJSON *ended,
                       struct valux_error *error)
{
    bool result = true;
    struct valux_error failure;

    for (size_t i = 0; i < count; i++) {
        if (resume_one(workspace, &journals[i], options, ended, &failure))
            continue;
        if (!result)
            command_line_fail(error);
        *error = failure;
        result = false;
    }
    if (count == 0) {
        if (ended == NULL)
            output_print(stdout, "%s\n", _("There is nothing to resume."));
        result = remove_left_overs(workspace, error);
    }
    return result;
}

/*
 * Adds the failure of journals that can't be read to `result` and *error, which are those of the
 * others.
 */
static bool tell_unreadable(const struct valux_error *unreadable, bool result,
                            struct valux_error *error)
{
    if (unreadable->domain == VALUX_ERROR_NONE)
        return result;
    if (!result)
        command_line_fail(error);
    *error = *unreadable;
    return false;
}

static bool list(const struct journal *journals, size_t count, bool json,
                 const struct valux_configuration *used, struct valux_error *error)
{
    if (json)
        return list_json(journals, count, used, error);
    for (size_t i = 0; i < count; i++)
        list_journal(&journals[i]);
    return true;
}

/*
 * Writes what has ended, which it frees, also where others have not. `result` and *error are those
 * of the others.
 */
static bool write_ended(cJSON *ended, bool result, struct valux_error *error)
{
    struct valux_error failure;
    bool written = write_json("certificates", ended, &failure);

    if (!written)
        *error = failure;
    return written && result;
}

/* Resumes all, or the chosen one. `unreadable` is the failure of journals that can't be read. */
static bool resume(struct workspace *workspace, struct journal *journals, size_t count,
                   const struct acquisition_options *options, const struct choice *choice,
                   const struct valux_error *unreadable, struct valux_error *error)
{
    struct journal *only = NULL;
    cJSON *ended = choice->json ? cJSON_CreateArray() : NULL;
    bool result;

    if (choice->only != NULL) {
        result = find(journals, count, choice->only, unreadable, &only, error) &&
                 resume_one(workspace, only, options, ended, error);
    } else {
        result = (count == 0 && unreadable->domain != VALUX_ERROR_NONE) ||
                 resume_all(workspace, journals, count, options, ended, error);
        result = tell_unreadable(unreadable, result, error);
    }
    return choice->json ? write_ended(ended, result, error) : result;
}

static bool run(const struct acquisition_options *options, const struct choice *choice,
                struct valux_error *error)
{
    bool result = false;
    struct workspace workspace;
    struct journal *journals = NULL;
    struct journal *journal = NULL;
    size_t count = 0;
    struct valux_error unreadable;

    if (!workspace_open_locked(&workspace, &options->configuration, error) ||
        !journal_load_readable(&workspace.store, &journals, &count, &unreadable, error))
        goto done;
    if (choice->list) {
        result = list(journals, count, choice->json, &options->configuration, error);
        result = tell_unreadable(&unreadable, result, error);
    } else if (choice->abandon != NULL) {
        result =
            find(journals, count, choice->abandon, &unreadable, &journal, error) &&
            acquisition_abandon(&workspace, journal, error) &&
            (!choice->json || write_json("abandoned", cJSON_CreateString(choice->abandon), error));
    } else {
        result = resume(&workspace, journals, count, options, choice, &unreadable, error);
    }
done:
    journal_free_all(journals, count);
    workspace_close(&workspace);
    return result;
}

int cmd_resume(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    struct choice choice = {0};
    struct acquisition_options options;
    const struct options_row rows[] = {
        {.name = "abandon", .text = &choice.abandon},
        {.name = "json", .flag = &choice.json},
        {.name = "list", .flag = &choice.list},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "resume",
        .synopsis = "resume [OPTION]... [REQUEST]",
        .groups = {{rows, help}},
        .arguments_max = 1,
    };
    char **words = acquisition_options_read(&options, &command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    choice.only = words[0];
    if (choice.only != NULL && (choice.list || choice.abandon != NULL))
        return command_line_usage("resume", _("%s and %s do not go together."),
                                  choice.list ? "--list" : "--abandon", "REQUEST");
    return run(&options, &choice, &error) ? 0 : command_line_fail(&error);
}
