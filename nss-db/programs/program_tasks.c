/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/program_tasks.h"

#include <stddef.h>

#include "programs/database_registration.h"
#include "programs/module_trial_internal.h"

bool valux_program_tasks_serve(int argument_count, char **arguments, int *status)
{
    static const struct child_task *const tasks[] = {
        &program_database_inspect_task,
        &program_database_add_task,
        &program_database_delete_task,
        &program_module_trial_task,
        NULL,
    };

    return child_serve(tasks, argument_count, arguments, status);
}
