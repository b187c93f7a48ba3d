/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_RESUME_H
#define VALUX_ENROLL_CMD_RESUME_H

/*
 * `valux-enroll resume` brings unfinished acquisitions and renewals to their end, lists them or
 * gives one up. `arguments` begin with the command's name and end with NULL. Returns the exit
 * status.
 */
int cmd_resume(int argument_count, char **arguments);

#endif
