/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_RUNNING_H
#define VALUX_PROGRAMS_RUNNING_H

#include <stddef.h>

#include "valux/find_programs.h"

/*
 * Finds out which programs run now. They see a change of their list of modules only at their next
 * start. Firefox and Thunderbird lock their profile: with a POSIX lock on `.parentlock`, or, if the
 * file system has no locks, with a symbolic link `lock` to "address:pid". Other programs are known
 * by the database's files that they have open.
 */

/* Sets `running` of each program. */
void running_mark(struct valux_program *programs, size_t count);

#endif
