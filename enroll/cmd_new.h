/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_NEW_H
#define VALUX_ENROLL_CMD_NEW_H

/*
 * `valux-enroll new` acquires a certificate with the IDs and the one-time password of the letter.
 * `arguments` begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_new(int argument_count, char **arguments);

#endif
