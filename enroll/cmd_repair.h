/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_REPAIR_H
#define VALUX_ENROLL_CMD_REPAIR_H

/*
 * `valux-enroll repair` rebuilds a damaged or lost catalogue from the key database. `arguments`
 * begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_repair(int argument_count, char **arguments);

#endif
