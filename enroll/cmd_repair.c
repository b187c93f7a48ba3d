/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_repair.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "doctor/repair.h"
#include "screen/command_line.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/report.h"
#include "valux/catalogue_file.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/workspace.h"

static const char help[] = N_("Rebuilds a damaged or lost catalogue from the key database.\n");

/* Renames the damaged file and keeps it: what is in it may still help somebody. */
static bool set_aside(const struct workspace *workspace, struct valux_error *error)
{
    char name[64];
    char stamp[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format(time(NULL), stamp);
    snprintf(name, sizeof name, "%s.damaged-%s", VALUX_CATALOGUE_FILE, stamp);
    if (renameat(workspace->store.directory, VALUX_CATALOGUE_FILE, workspace->store.directory,
                 name) != 0)
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be written: %s."), name,
                               strerror(errno));
    output_print(stdout, _("The damaged catalogue is kept as %s."), name);
    putchar('\n');
    return true;
}

/*
 * Loads the catalogue, or sets a damaged one aside and begins an empty one. A catalogue's
 * generation counts its changes and must never fall. The damaged one's is lost, so the new one
 * begins with the time in seconds, which is larger than any number of changes.
 */
static bool load_or_set_aside(struct workspace *workspace, struct valux_error *error)
{
    if (valux_catalogue_load(&workspace->catalogue, &workspace->store, error))
        return true;
    if (error->domain != VALUX_ERROR_STORE)
        return false;
    workspace->catalogue = (struct valux_catalogue){.generation = (uint64_t)time(NULL)};
    return set_aside(workspace, error);
}

static bool repair(struct valux_error *error)
{
    bool result = false;
    size_t added;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};

    if (!valux_configuration_load(&workspace.configuration, error) ||
        !valux_store_open_locked(&workspace.store, WORKSPACE_LOCK_WAIT_SECONDS, error) ||
        !load_or_set_aside(&workspace, error) || !repair_catalogue(&workspace, &added, error) ||
        !workspace_save(&workspace, error))
        goto done;
    output_print(
        stdout,
        _("Certificates in the catalogue: %zu, of them brought back from the key database: "
          "%zu."),
        workspace.catalogue.count, added);
    putchar('\n');
    if (added > 0)
        output_print(
            stdout, "%s\n",
            _("Run 'valux-enroll status --sync' to get their service periods from the centre."));
    if (!workspace.catalogue.has_selected && workspace.catalogue.count > 0)
        output_print(stdout, "%s\n", _("No certificate is selected: valux-enroll select"));
    result = true;
done:
    workspace_close(&workspace);
    return result;
}

int cmd_repair(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    const struct options_command command = {
        .name = "repair",
        .synopsis = "repair",
        .groups = {{NULL, help}},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    return repair(&error) ? 0 : command_line_fail(&error);
}
