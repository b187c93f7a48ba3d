/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_repair.h"

#include <stdio.h>

#include "doctor/repair.h"
#include "screen/command_line.h"
#include "screen/options.h"
#include "screen/output.h"
#include "valux/text.h"
#include "workspace/workspace.h"

static const char help[] = N_("Rebuilds a damaged or lost catalogue from the key database.\n");

static bool repair(struct valux_error *error)
{
    bool result = false;
    size_t added;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};

    if (!valux_configuration_load(&workspace.configuration, error) ||
        !valux_store_open_locked(&workspace.store, WORKSPACE_LOCK_WAIT_SECONDS, error) ||
        !repair_load_catalogue(&workspace, error) || !repair_catalogue(&workspace, &added, error) ||
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
