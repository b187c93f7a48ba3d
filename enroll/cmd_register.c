/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_register.h"

#include "alarm/timer.h"
#include "registration/agent.h"
#include "registration/options.h"
#include "registration/policy.h"
#include "registration/registration.h"
#include "screen/command_line.h"
#include "valux/store.h"
#include "workspace/workspace.h"

int cmd_register(int argument_count, char **arguments)
{
    int status;
    struct registration_options options;
    struct valux_error error;
    struct valux_store store = {.directory = -1, .lock = -1};
    struct registration_report report = {0};
    char module_path[VALUX_PATH_SIZE];

    if (!registration_options_read(&options, REGISTRATION_REGISTER, argument_count, arguments,
                                   &status))
        return status;
    if (options.policy)
        return registration_policy_run(REGISTRATION_REGISTER, &options);
    bool ran = registration_options_module(&options, module_path, &error) &&
               valux_store_open_locked(&store, WORKSPACE_LOCK_WAIT_SECONDS, &error) &&
               registration_run(&report, REGISTRATION_REGISTER, &store, module_path,
                                options.database, &error);
    status = ran ? registration_print(&report, options.json) : command_line_fail(&error);
    registration_free(&report);
    valux_store_close(&store);
    if (ran && options.database == NULL) {
        agent_register(options.json);
        timer_register(options.json);
    }
    return status;
}
