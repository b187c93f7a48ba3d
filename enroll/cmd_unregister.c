/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_unregister.h"

#include "alarm/timer.h"
#include "registration/agent.h"
#include "registration/options.h"
#include "registration/policy.h"
#include "registration/registration.h"
#include "screen/command_line.h"
#include "valux/store.h"
#include "workspace/workspace.h"

/* Opens the store for writing if there is one. None is made here: it would be left behind. */
static bool open_store(struct valux_store *store, struct valux_error *error)
{
    if (!valux_store_open(store, error))
        return false;
    if (store->directory < 0)
        return true;
    valux_store_close(store);
    return valux_store_open_locked(store, WORKSPACE_LOCK_WAIT_SECONDS, error);
}

int cmd_unregister(int argument_count, char **arguments)
{
    int status;
    struct registration_options options;
    struct valux_error error;
    struct valux_store store = {.directory = -1, .lock = -1};
    struct registration_report report = {0};

    if (!registration_options_read(&options, REGISTRATION_UNREGISTER, argument_count, arguments,
                                   &status))
        return status;
    if (options.policy)
        return registration_policy_run(REGISTRATION_UNREGISTER, &options);
    bool ran = open_store(&store, &error) && registration_run(&report, REGISTRATION_UNREGISTER,
                                                              &store, "", options.database, &error);
    status = ran ? registration_print(&report, options.json) : command_line_fail(&error);
    registration_free(&report);
    valux_store_close(&store);
    if (ran && options.database == NULL) {
        agent_unregister(options.json);
        timer_unregister(options.json);
    }
    return status;
}
