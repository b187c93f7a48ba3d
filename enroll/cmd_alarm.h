/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_ALARM_H
#define VALUX_ENROLL_CMD_ALARM_H

/*
 * `valux-enroll alarm` warns of certificates that end soon, on the desktop and on standard output.
 * `arguments` begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_alarm(int argument_count, char **arguments);

#endif
