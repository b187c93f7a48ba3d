/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_MODULE_TRIAL_INTERNAL_H
#define VALUX_PROGRAMS_MODULE_TRIAL_INTERNAL_H

#include "common/child.h"

/* The task of valux_module_trial_run. */
extern const struct child_task program_module_trial_task;

#endif
