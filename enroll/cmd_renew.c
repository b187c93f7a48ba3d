/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition_end.h"
#include "centre_options.h"
#include "command.h"
#include "prompt.h"
#include "report.h"
#include "valux/text.h"

#define DEFAULT_WAIT_SECONDS 120
#define NAME_SIZE 64 /* bytes of a serial number in hexadecimal, or of what is typed */

enum { OPTION_WAIT = 1, OPTION_NO_REGISTER };

static const struct option long_options[] = {
    {"wait", required_argument, NULL, OPTION_WAIT},
    {"no-register", no_argument, NULL, OPTION_NO_REGISTER},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    CENTRE_OPTIONS,
    {NULL, 0, NULL, 0},
};

struct renew_options {
    struct valux_configuration configuration;
    unsigned wait_seconds;
    const char *name;
    bool no_register;
    bool json;
    bool help;
};

static int help(void)
{
    command_help("renew [OPTION]... [NICKNAME|SERIAL-NUMBER]",
                 _("Renews a certificate over its own key; no one-time password is needed. "
                   "Without a name,\nit renews the one in use, or asks.\n\n"
                   "  --wait SECONDS         wait so long while the centre issues (120)\n"
                   "  --no-register          leave the browsers' databases alone\n"
                   "  --json                 write the result as JSON\n"));
    fputs(centre_options_help(), stdout);
    return 0;
}

/* The manual's list for a renewal. */
static bool is_renewable(const struct session *session, const struct valux_catalogue_entry *entry,
                         int64_t now)
{
    return !entry->superseded && valux_status_is_renewable(report_status(session, entry, now));
}

/* Asks on the terminal which of the renewable entries it is to be. */
static bool ask(const struct renew_options *options, char name[static NAME_SIZE],
                struct valux_error *error)
{
    struct session session;
    const struct valux_catalogue_entry *selected;
    int64_t now = time(NULL);
    bool result = session_open(&session, &options->configuration, error);

    if (!result)
        goto done;
    selected = valux_catalogue_selected(&session.catalogue);
    if (selected != NULL && is_renewable(&session, selected, now)) {
        memcpy(name, selected->parsed.serial_text, sizeof selected->parsed.serial_text);
        goto done;
    }
    if (report_table(&session, now, is_renewable, false) == 0) {
        result = valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s",
                                 _("There is no certificate that can be renewed now."));
        goto done;
    }
    fflush(stdout);
    result = prompt_line(_("Nickname of the certificate to renew"), false, name, NAME_SIZE, error);
done:
    session_close(&session);
    return result;
}

static bool find_entry(const struct session *session, const char *name, int64_t now,
                       const struct valux_catalogue_entry **entry, struct valux_error *error)
{
    *entry = valux_catalogue_by_name(&session->catalogue, name);
    if (*entry == NULL)
        return valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."),
                               name);
    if (!is_renewable(session, *entry, now))
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               _("%s can't be renewed: its status is %s."), (*entry)->nickname,
                               (*entry)->superseded
                                   ? _("renewed")
                                   : report_status_label(report_status(session, *entry, now)));
    return true;
}

static bool renew(const struct renew_options *options, struct valux_error *error)
{
    bool result = false;
    struct session session = {.store = {.directory = -1, .lock = -1}};
    struct acquisition acquisition;
    const struct valux_catalogue_entry *entry;
    char answer[NAME_SIZE];
    int64_t now = time(NULL);

    if ((options->name == NULL && !ask(options, answer, error)) ||
        !session_open_locked(&session, &options->configuration, error) ||
        !find_entry(&session, options->name == NULL ? answer : options->name, now, &entry, error) ||
        !acquisition_renew(&session, entry, options->wait_seconds, &acquisition, error) ||
        !acquisition_complete(&session, &acquisition, options->no_register, error))
        goto done;
    entry = valux_catalogue_by_key_id(&session.catalogue, acquisition.key_id);
    if (options->json) {
        result = report_write_json(report_json(&session, entry, now), error);
        goto done;
    }
    report_renewed(entry->nickname, acquisition.selected);
    result = true;
done:
    session_close(&session);
    return result;
}

static bool read_options(struct renew_options *options, int argument_count, char **arguments,
                         struct valux_error *error)
{
    int option;

    if (!valux_configuration_load(&options->configuration, error))
        return false;
    options->wait_seconds = DEFAULT_WAIT_SECONDS;
    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        if (option == '?')
            return valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                                   _("Try 'valux-enroll renew --help'."));
        if (option == OPTION_WAIT) {
            if (!command_number(optarg, 86400, &options->wait_seconds, error))
                return false;
        } else if (option == OPTION_NO_REGISTER)
            options->no_register = true;
        else if (option == 'j')
            options->json = true;
        else if (option == 'h')
            options->help = true;
        else if (!centre_option_set(&options->configuration, option, optarg, error))
            return false;
    }
    options->name = arguments[optind];
    if (optind + 1 < argument_count)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The argument \"%s\" is not wanted."),
                               arguments[optind + 1]);
    return true;
}

int cmd_renew(int argument_count, char **arguments)
{
    struct renew_options options = {0};
    struct valux_error error = {0};

    if (!read_options(&options, argument_count, arguments, &error))
        return command_fail(&error);
    if (options.help)
        return help();
    return renew(&options, &error) ? 0 : command_fail(&error);
}
