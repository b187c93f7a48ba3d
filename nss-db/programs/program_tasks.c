/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/program_tasks.h"

#include <stddef.h>

#include "programs/module_list.h"
#include "programs/module_trial_internal.h"

bool valux_program_tasks_serve(int argument_count, char **arguments, int *status)
{
    static const struct child_task *const tasks[] = {
        &module_list_inspect_task,
        &module_list_add_task,
        &module_list_delete_task,
        &program_module_trial_task,
        NULL,
    };

    return child_serve(tasks, argument_count, arguments, status);
}
