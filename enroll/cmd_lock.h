/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_LOCK_H
#define VALUX_ENROLL_CMD_LOCK_H

/* `valux-enroll lock`: takes keys that are under a PIN from programs. Returns the exit status. */
int cmd_lock(int argument_count, char **arguments);

#endif
