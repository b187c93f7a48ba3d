/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "repair.h"
#include "report.h"
#include "session.h"
#include "valux/text.h"
#include "valux/timestamp.h"

static const struct option long_options[] = {
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* The damaged file is kept beside the new one: what is in it may still help somebody. */
static bool set_aside(const struct session *session, struct valux_error *error)
{
    char name[64];
    char stamp[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format(time(NULL), stamp);
    snprintf(name, sizeof name, "%s.damaged-%s", VALUX_CATALOGUE_FILE, stamp);
    if (renameat(session->store.directory, VALUX_CATALOGUE_FILE, session->store.directory, name) !=
        0)
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be written: %s."), name,
                               strerror(errno));
    printf(_("The damaged catalogue is kept as %s."), name);
    putchar('\n');
    return true;
}

/*
 * Generations only ever rise. Where the old one is lost, the time is above any counter of changes.
 */
static bool load_or_set_aside(struct session *session, struct valux_error *error)
{
    if (valux_catalogue_load(&session->catalogue, &session->store, error))
        return true;
    if (error->domain != VALUX_ERROR_STORE)
        return false;
    session->catalogue = (struct valux_catalogue){.generation = (uint64_t)time(NULL)};
    return set_aside(session, error);
}

static bool repair(struct valux_error *error)
{
    bool result = false;
    size_t added;
    struct session session = {.store = {.directory = -1, .lock = -1}};

    if (!valux_configuration_load(&session.configuration, error) ||
        !valux_store_open_locked(&session.store, COMMAND_LOCK_WAIT_SECONDS, error) ||
        !load_or_set_aside(&session, error) || !repair_catalogue(&session, &added, error) ||
        !session_save(&session, error))
        goto done;
    printf(_("Certificates in the catalogue: %zu, of them brought back from the key database: "
             "%zu."),
           session.catalogue.count, added);
    putchar('\n');
    if (added > 0)
        puts(_("Run 'valux-enroll status --sync' to get their service periods from the centre."));
    if (!session.catalogue.has_selected && session.catalogue.count > 0)
        puts(_("No certificate is selected: valux-enroll select"));
    result = true;
done:
    session_close(&session);
    return result;
}

int cmd_repair(int argument_count, char **arguments)
{
    struct valux_error error = {0};
    int option;

    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        if (option == 'h')
            return command_help("repair", _("Makes a damaged or lost catalogue anew from the key "
                                            "database.\n"));
        return command_usage("repair", "%s", _("The command line can't be read."));
    }
    if (optind < argument_count)
        return command_usage("repair", _("The argument \"%s\" is not wanted."), arguments[optind]);
    return repair(&error) ? 0 : command_fail(&error);
}
