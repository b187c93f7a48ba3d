/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_BACKGROUND_H
#define VALUX_ENROLL_PIN_BACKGROUND_H

#include <sys/types.h>

/*
 * fork(2) for a process that stays when this one ends. It has a session of its own before this one
 * goes on: where this one leads the terminal's session, its end sends SIGHUP to all that are still
 * in it. The standard streams of the process are /dev/null. Returns what fork does.
 */
pid_t background_fork(void);

#endif
