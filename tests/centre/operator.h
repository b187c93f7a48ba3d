/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_OPERATOR_H
#define VALUX_TESTS_CENTRE_OPERATOR_H

#include <stdbool.h>

/* The operator's commands on a centre's directory, whether the centre runs or not. */

/* Whether this is the name of such a command. */
bool operator_is_command(const char *name);

/* Prints a line for each command. */
void operator_describe(void);

/* Runs `argv[0]` with its arguments. Returns an exit status. */
int operator_run(int argc, char **argv);

#endif
