/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition_end.h"

#include "command.h"
#include "registration.h"
#include "timer.h"

static void register_with_hosts(const struct session *session)
{
    struct registration_report report = {0};
    struct valux_error error;
    char module_path[VALUX_PATH_SIZE];

    if (!command_module_path(module_path, &error) ||
        !registration_run(&report, REGISTRATION_REGISTER, &session->store, module_path, NULL,
                          &error))
        command_fail(&error);
    for (size_t i = 0; i < report.count; i++)
        if (!report.entries[i].done)
            command_fail(&report.entries[i].error);
    registration_free(&report);
    if (timer_available() && !timer_enable(&error))
        command_fail(&error);
}

bool acquisition_complete(struct session *session, const struct acquisition *acquisition,
                          bool no_register, struct valux_error *error)
{
    session_close_database(session);
    if (!no_register)
        register_with_hosts(session);
    return acquisition_end(session, acquisition, error);
}
