/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition/abandon.h"
#include "acquisition/end.h"
#include "acquisition/options.h"
#include "acquisition/resume.h"
#include "screen/command_line.h"
#include "screen/new_form.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/renewal_result.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/left_overs.h"
#include "workspace/workspace.h"

static const char help[] = N_(
    "Brings acquisitions and renewals that have not ended to their end. No one-time password\n"
    "is needed. With the protocol EST, 'valux-enroll new' with the same fields ends an\n"
    "acquisition whose answer is missing.\n\n"
    "  --list                 only list them\n"
    "  --abandon REQUEST      give one up: removes its key, and with it what the centre issued\n");

/* What to do instead of resuming. */
struct choice {
    const char *abandon; /* a request, or NULL */
    bool list;
};

static void list_journal(const struct journal *journal)
{
    char started[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(journal->started, started);
    output_print(stdout, "%s  %s  %s  %s  %s\n", journal->request_id, started, journal->nickname,
                 journal->company_id, journal->certificate_id);
}

static bool abandon(struct workspace *workspace, const struct journal *journals, size_t count,
                    const char *request_id, const struct valux_error *unreadable,
                    struct valux_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(journals[i].request_id, request_id) == 0)
            return acquisition_abandon(workspace, &journals[i], error);
    if (unreadable->domain != VALUX_ERROR_NONE) {
        *error = *unreadable;
        return false;
    }
    return valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no unfinished request %s."),
                           request_id);
}

static bool resume_one(struct workspace *workspace, struct journal *journal,
                       const struct acquisition_options *options, struct valux_error *error)
{
    struct acquisition acquisition;

    if (!acquisition_resume(workspace, journal, options->wait_seconds, &acquisition, error))
        return false;
    if (!acquisition_end(workspace, &acquisition, options->no_register, error))
        return false;
    if (journal->kind == JOURNAL_RENEWAL)
        renewal_result_write(journal->nickname, acquisition.selected);
    else
        new_form_show_result(journal->nickname, acquisition.selected);
    return true;
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
 * are told on standard error.
 */
static bool resume_all(struct workspace *workspace, struct journal *journals, size_t count,
                       const struct acquisition_options *options, struct valux_error *error)
{
    bool result = true;
    struct valux_error failure;

    for (size_t i = 0; i < count; i++) {
        if (resume_one(workspace, &journals[i], options, &failure))
            continue;
        if (!result)
            command_line_fail(error);
        *error = failure;
        result = false;
    }
    if (count == 0) {
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

static bool run(const struct acquisition_options *options, const struct choice *choice,
                struct valux_error *error)
{
    bool result = false;
    struct workspace workspace;
    struct journal *journals = NULL;
    size_t count = 0;
    struct valux_error unreadable;

    if (!workspace_open_locked(&workspace, &options->configuration, error) ||
        !journal_load_readable(&workspace.store, &journals, &count, &unreadable, error))
        goto done;
    if (choice->list) {
        for (size_t i = 0; i < count; i++)
            list_journal(&journals[i]);
        result = tell_unreadable(&unreadable, true, error);
    } else if (choice->abandon != NULL) {
        result = abandon(&workspace, journals, count, choice->abandon, &unreadable, error);
    } else {
        result = (count == 0 && unreadable.domain != VALUX_ERROR_NONE) ||
                 resume_all(&workspace, journals, count, options, error);
        result = tell_unreadable(&unreadable, result, error);
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
        {.name = "list", .flag = &choice.list},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "resume",
        .synopsis = "resume [OPTION]...",
        .groups = {{rows, help}},
    };

    if (acquisition_options_read(&options, &command, argument_count, arguments, &status) == NULL)
        return status;
    return run(&options, &choice, &error) ? 0 : command_line_fail(&error);
}
