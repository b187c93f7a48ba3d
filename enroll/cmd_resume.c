/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acquisition_end.h"
#include "centre_options.h"
#include "command.h"
#include "new_form.h"
#include "report.h"
#include "session.h"
#include "valux/text.h"
#include "valux/timestamp.h"

#define WAIT_SECONDS 60

static const struct option long_options[] = {
    {"abandon", required_argument, NULL, 'a'},
    {"list", no_argument, NULL, 'l'},
    {"no-register", no_argument, NULL, 'n'},
    {"help", no_argument, NULL, 'h'},
    CENTRE_OPTIONS,
    {NULL, 0, NULL, 0},
};

struct resume_options {
    struct valux_configuration configuration;
    const char *abandon;
    bool list;
    bool no_register;
    bool help;
};

static int help(void)
{
    command_help("resume [OPTION]...",
                 _("Brings acquisitions and renewals that have not ended to their end. No one-time "
                   "password\nis needed.\n\n"
                   "  --list                 only list them\n"
                   "  --abandon REQUEST      give one up: removes its key, and with it what the "
                   "centre issued\n"
                   "  --no-register          leave the browsers' databases alone\n"));
    fputs(centre_options_help(), stdout);
    return 0;
}

static void list_journal(const struct journal *journal)
{
    char started[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(journal->started, started);
    printf("%s  %s  %s  %s  %s\n", journal->request_id, started, journal->nickname,
           journal->company_id, journal->certificate_id);
}

static bool abandon(struct session *session, const struct journal *journals, size_t count,
                    const char *request_id, struct valux_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(journals[i].request_id, request_id) == 0)
            return acquisition_abandon(session, &journals[i], error);
    return valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no unfinished request %s."),
                           request_id);
}

static bool resume_one(struct session *session, struct journal *journal,
                       const struct resume_options *options, struct valux_error *error)
{
    struct acquisition acquisition;

    if (!acquisition_resume(session, journal, WAIT_SECONDS, &acquisition, error))
        return false;
    if (!acquisition_complete(session, &acquisition, options->no_register, error))
        return false;
    if (journal->kind == JOURNAL_RENEWAL)
        report_renewed(journal->nickname, acquisition.selected);
    else
        new_form_show_result(journal->nickname, acquisition.selected);
    return true;
}

/* Each journal has its own fate: one that can't be ended does not keep the others back. */
static bool resume_all(struct session *session, struct journal *journals, size_t count,
                       const struct resume_options *options, struct valux_error *error)
{
    bool result = true;
    struct valux_error failure;

    for (size_t i = 0; i < count; i++) {
        if (resume_one(session, &journals[i], options, &failure))
            continue;
        if (!result)
            command_fail(error);
        *error = failure;
        result = false;
    }
    if (count == 0) {
        puts(_("There is nothing to resume."));
        result = acquisition_clean_up(session, error);
    }
    return result;
}

static bool run(const struct resume_options *options, struct valux_error *error)
{
    bool result = false;
    struct session session;
    struct journal *journals = NULL;
    size_t count = 0;

    if (!session_open_locked(&session, &options->configuration, error) ||
        !journal_load_all(&session.store, &journals, &count, error))
        goto done;
    if (options->list) {
        for (size_t i = 0; i < count; i++)
            list_journal(&journals[i]);
        result = true;
    } else if (options->abandon != NULL) {
        result = abandon(&session, journals, count, options->abandon, error);
    } else {
        result = resume_all(&session, journals, count, options, error);
    }
done:
    journal_free_all(journals, count);
    session_close(&session);
    return result;
}

static bool read_options(struct resume_options *options, int argument_count, char **arguments,
                         struct valux_error *error)
{
    int option;

    if (!valux_configuration_load(&options->configuration, error))
        return false;
    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        if (option == '?')
            return valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                                   _("Try 'valux-enroll resume --help'."));
        if (option == 'a')
            options->abandon = optarg;
        else if (option == 'l')
            options->list = true;
        else if (option == 'n')
            options->no_register = true;
        else if (option == 'h')
            options->help = true;
        else if (!centre_option_set(&options->configuration, option, optarg, error))
            return false;
    }
    if (optind < argument_count)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The argument \"%s\" is not wanted."),
                               arguments[optind]);
    return true;
}

int cmd_resume(int argument_count, char **arguments)
{
    struct resume_options options = {0};
    struct valux_error error = {0};

    if (!read_options(&options, argument_count, arguments, &error))
        return command_fail(&error);
    if (options.help)
        return help();
    return run(&options, &error) ? 0 : command_fail(&error);
}
