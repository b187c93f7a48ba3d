/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAM_TASKS_H
#define VALUX_PROGRAM_TASKS_H

#include <stdbool.h>

/*
 * Whatever loads other people's modules runs in a short-lived process of its own: work on a
 * program's NSS database, and the trial of a module. That process is this program, executed anew,
 * so that it never had what is in the memory of the process that asks. The main function of a
 * program that uses valux/program_registration.h or valux/module_trial.h calls this first.
 */

/*
 * In a process that was executed for such work: does it, and returns true with the process's exit
 * status in *status. False in every other process.
 */
bool valux_program_tasks_serve(int argument_count, char **arguments, int *status);

#endif
