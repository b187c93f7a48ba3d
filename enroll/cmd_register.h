/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_REGISTER_H
#define VALUX_ENROLL_CMD_REGISTER_H

/*
 * `valux-enroll register` registers the module with the user's programs or, for the whole machine,
 * in policies. `arguments` begin with the command's name and end with NULL. Returns the exit
 * status.
 */
int cmd_register(int argument_count, char **arguments);

#endif
