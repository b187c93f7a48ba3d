/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_CONFIG_H
#define VALUX_ENROLL_CMD_CONFIG_H

/*
 * `valux-enroll config` shows the configuration or changes a member of the user's file. `arguments`
 * begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_config(int argument_count, char **arguments);

#endif
