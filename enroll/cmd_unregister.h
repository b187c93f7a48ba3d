/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_UNREGISTER_H
#define VALUX_ENROLL_CMD_UNREGISTER_H

/*
 * `valux-enroll unregister` undoes what `register` did, and nothing else. `arguments` begin
 * with the command's name and end with NULL. Returns the exit status.
 */
int cmd_unregister(int argument_count, char **arguments);

#endif
