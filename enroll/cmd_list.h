/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_LIST_H
#define VALUX_ENROLL_CMD_LIST_H

/*
 * `valux-enroll list` lists the certificates with their status. `arguments` begin with the
 * command's name and end with NULL. Returns the exit status.
 */
int cmd_list(int argument_count, char **arguments);

#endif
