/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_REMOVE_H
#define VALUX_ENROLL_CMD_REMOVE_H

/*
 * `valux-enroll remove` removes a certificate and its key for good. `arguments` begin with the
 * command's name and end with NULL. Returns the exit status.
 */
int cmd_remove(int argument_count, char **arguments);

#endif
