/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "prompt.h"
#include "report.h"
#include "session.h"
#include "unlisted.h"
#include "valux/text.h"

#define NAME_SIZE 64 /* bytes of a serial number in hexadecimal, or of what is typed */

static const struct option long_options[] = {
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* The manual's list for a selection: everything that a renewal has not superseded. */
static bool is_offered(const struct session *session, const struct valux_catalogue_entry *entry,
                       int64_t now)
{
    (void)session;
    (void)now;
    return !entry->superseded;
}

/* The number that report_table gave an entry, back to the entry; NULL for another number. */
static struct valux_catalogue_entry *offered_entry(const struct session *session, size_t number)
{
    for (size_t i = 0; i < session->catalogue.count; i++) {
        struct valux_catalogue_entry *entry = &session->catalogue.entries[i];
        if (is_offered(session, entry, 0) && --number == 0)
            return entry;
    }
    return NULL;
}

/* The entry in use first, as the manual's screen has it, and then what can be chosen from. */
static bool show_screen(struct session *session, int64_t now, struct valux_error *error)
{
    if (valux_catalogue_selected(&session->catalogue) != NULL) {
        printf("%s\n", _("The certificate in use:"));
        report_table(session, now, report_is_selected_at, false);
        putchar('\n');
    }
    if (report_table(session, now, is_offered, true) == 0)
        return valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s", unlisted_advice(session));
    fflush(stdout);
    return true;
}

/* Asks on the terminal; *name becomes the chosen entry's serial number. */
static bool ask(char name[static NAME_SIZE], struct valux_error *error)
{
    bool result = false;
    struct session session;
    const struct valux_catalogue_entry *entry;
    char *end;

    if (!session_open(&session, NULL, error) || !show_screen(&session, time(NULL), error) ||
        !prompt_line(_("Number or nickname of the certificate to use"), false, name, NAME_SIZE,
                     error))
        goto done;
    unsigned long number = strtoul(name, &end, 10);
    entry = name[0] != '\0' && *end == '\0' && number >= 1 && number <= session.catalogue.count
                ? offered_entry(&session, number)
                : valux_catalogue_by_name(&session.catalogue, name);
    if (entry == NULL) {
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."), name);
        goto done;
    }
    memcpy(name, entry->parsed.serial_text, sizeof entry->parsed.serial_text);
    result = true;
done:
    session_close(&session);
    return result;
}

/* Only what hosts would see can be the certificate in use. */
static bool check_selectable(const struct session *session,
                             const struct valux_catalogue_entry *entry, int64_t now,
                             struct valux_error *error)
{
    enum valux_status status = report_status(session, entry, now);

    if (entry->superseded)
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               _("%s (%s) has been renewed: select the new certificate."),
                               entry->nickname, entry->parsed.serial_text);
    if (!valux_status_is_visible(status))
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               valux_status_is_renewable(status)
                                   ? _("%s can't be used: its status is %s. Renew it: "
                                       "valux-enroll renew %s")
                                   : _("%s can't be used: its status is %s."),
                               entry->nickname, report_status_label(status), entry->nickname);
    return true;
}

static bool select_entry(const char *name, bool json, struct valux_error *error)
{
    bool result = false;
    struct session session = {.store = {.directory = -1, .lock = -1}};
    char answer[NAME_SIZE];
    int64_t now = time(NULL);

    if ((name == NULL && !ask(answer, error)) || !session_open_locked(&session, NULL, error))
        goto done;
    struct valux_catalogue_entry *entry =
        valux_catalogue_by_name(&session.catalogue, name == NULL ? answer : name);
    if (entry == NULL) {
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."),
                        name == NULL ? answer : name);
        goto done;
    }
    if (!check_selectable(&session, entry, now, error))
        goto done;
    if (!report_is_selected(&session, entry)) {
        valux_catalogue_select(&session.catalogue, entry, now);
        if (!session_save(&session, error))
            goto done;
    }
    if (json) {
        result = report_write_json(report_json(&session, entry, now), error);
        goto done;
    }
    printf(_("The certificate in use is now %s. Programs that are running follow by "
             "themselves.\n"),
           entry->nickname);
    result = true;
done:
    session_close(&session);
    return result;
}

int cmd_select(int argument_count, char **arguments)
{
    struct valux_error error = {0};
    bool json = false;
    int option;

    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        if (option == 'h')
            return command_help("select [--json] [NICKNAME|SERIAL-NUMBER]",
                                _("Chooses the certificate to use. Without a name, it asks.\n"));
        if (option != 'j')
            return command_usage("select", "%s", _("The command line can't be read."));
        json = true;
    }
    if (optind + 1 < argument_count)
        return command_usage("select", _("The argument \"%s\" is not wanted."),
                             arguments[optind + 1]);
    return select_entry(arguments[optind], json, &error) ? 0 : command_fail(&error);
}
