/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_STATUS_H
#define VALUX_ENROLL_CMD_STATUS_H

/*
 * `valux-enroll status` shows a certificate's status; its exit status is for monitoring.
 * `arguments` begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_status(int argument_count, char **arguments);

#endif
