/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_RUNNING_H
#define VALUX_PROGRAMS_RUNNING_H

#include <stddef.h>

#include "valux/programs.h"

/*
 * Which programs run now, and so see a change of their list of modules only at their next start.
 * Firefox and Thunderbird lock their profile: a POSIX lock on `.parentlock`, or, where the file
 * system has none, a symbolic link `lock` to "address:pid". Of other programs it is seen that they
 * have the database's files open.
 */

/* Sets `running` of each program. */
void running_mark(struct valux_program *programs, size_t count);

#endif
