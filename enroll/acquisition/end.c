/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/end.h"

#include <string.h>

#include "alarm/timer.h"
#include "registration/agent.h"
#include "registration/registration.h"
#include "screen/command_line.h"
#include "screen/progress.h"
#include "workspace/own_paths.h"

static void register_with_programs(const struct workspace *workspace)
{
    struct registration_report report = {0};
    struct valux_error error;
    char module_path[VALUX_PATH_SIZE];

    if (!own_paths_module(module_path, &error) ||
        !registration_run(&report, REGISTRATION_REGISTER, &workspace->store, module_path, NULL,
                          &error))
        command_line_warn(&error);
    for (size_t i = 0; i < report.count; i++)
        if (!report.entries[i].done)
            command_line_warn(&report.entries[i].error);
    registration_free(&report);
    if (timer_available() && !timer_enable(&error))
        command_line_warn(&error);
    agent_register(true);
}

static bool remove_journal(const struct workspace *workspace, const struct acquisition *acquisition,
                           struct valux_error *error)
{
    struct journal journal = {0};

    memcpy(journal.request_id, acquisition->request_id, sizeof journal.request_id);
    return journal_remove(&journal, &workspace->store, error);
}

bool acquisition_end(struct workspace *workspace, const struct acquisition *acquisition,
                     bool no_register, struct valux_error *error)
{
    workspace_close_database(workspace);
    if (!no_register) {
        progress_tell(PROGRESS_REGISTERING, 0);
        register_with_programs(workspace);
    }
    return remove_journal(workspace, acquisition, error);
}
