/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_alarm.h"

#include <stdlib.h>

#include "alarm/run.h"
#include "registration/agent_sockets.h"
#include "screen/command_line.h"
#include "screen/options.h"
#include "valux/text.h"
#include "workspace/workspace.h"

static const char help[] =
    N_("Tells which certificates' service periods end soon or have ended: on the desktop and on\n"
       "standard output. Each alarm is told once.\n\n"
       "  --json     write the alarms as JSON\n"
       "  --dry-run  tell nothing on the desktop and remember nothing\n"
       "  --list     like --dry-run, and also what was told before\n"
       "  --quiet    write nothing to standard output; an alarm that the desktop can't show\n"
       "             stays due\n"
       "  --stay     offer the renewal on the desktop, and wait an hour at most for the answer\n\n"
       "The exit status is for monitoring. It does not depend on what was told before:\n"
       "   0  nothing has to be done yet\n"
       "  12  there are certificates, but none is selected\n"
       "  13  programs can't use the selected certificate\n"
       "  20  programs can use it, but a certificate has to be renewed\n"
       "If something fails, it is one of the other exit statuses of valux-enroll.\n");

/*
 * The agent's sockets for sandboxed programs: opening the store has struck off its record those
 * that are gone. What is wrong with the store is told with the alarms.
 */
static void update_sockets(void)
{
    struct workspace workspace;
    struct valux_error error;

    if (workspace_open(&workspace, NULL, &error) && workspace.store.directory >= 0 &&
        !agent_sockets_update(&workspace.store, &error))
        command_line_warn(&error);
    workspace_close(&workspace);
}

int cmd_alarm(int argument_count, char **arguments)
{
    int status;
    struct alarm_options options = {0};
    const struct options_row rows[] = {
        {.name = "json", .flag = &options.json}, {.name = "dry-run", .flag = &options.dry_run},
        {.name = "list", .flag = &options.list}, {.name = "quiet", .flag = &options.quiet},
        {.name = "stay", .flag = &options.stay}, OPTIONS_END,
    };
    const struct options_command command = {
        .name = "alarm",
        .synopsis = "alarm [--json] [--dry-run] [--list] [--quiet] [--stay]",
        .groups = {{rows, help}},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    if (options.json && options.quiet)
        return command_line_usage("alarm", _("%s and %s do not go together."), "--json", "--quiet");
    options.dry_run = options.dry_run || options.list;
    if (!options.dry_run)
        update_sockets();
    return alarm_run(&options);
}
