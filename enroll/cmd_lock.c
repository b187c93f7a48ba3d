/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_lock.h"

#include "screen/command_line.h"
#include "screen/custody_state.h"
#include "screen/options.h"
#include "valux/key_lock.h"
#include "valux/seal_lock.h"
#include "valux/text.h"
#include "workspace/agent_control.h"
#include "workspace/workspace.h"

static const char help[] =
    N_("Takes keys that are under a PIN from programs, at once: the agent forgets what opens\n"
       "them. Signatures that programs ask for later fail until 'valux-enroll unlock'.\n\n"
       "  --json  write the custody as JSON\n");

static bool lock(bool json, struct valux_error *error)
{
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    bool result = workspace_open_locked(&workspace, NULL, error);

    if (result && !valux_seal_has_pin(workspace.store.directory))
        result = valux_error_set(error, VALUX_ERROR_INPUT, "%s",
                                 _("The keys are not under a PIN. 'valux-enroll custody pin' sets "
                                   "one."));
    result = result && agent_control_lock(&workspace.store, error) &&
             valux_keys_note_unlocked(&workspace.store, false, error) &&
             workspace_refresh(&workspace, error) && custody_state_write(&workspace, json, error);
    workspace_close(&workspace);
    return result;
}

int cmd_lock(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    const struct options_row rows[] = {
        {.name = "json", .flag = &json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "lock",
        .synopsis = "lock [--json]",
        .groups = {{rows, help}},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    return lock(json, &error) ? 0 : command_line_fail(&error);
}
