/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_UNLOCK_H
#define VALUX_ENROLL_CMD_UNLOCK_H

/* `valux-enroll unlock`: lets programs use keys that are under a PIN. Returns the exit status. */
int cmd_unlock(int argument_count, char **arguments);

#endif
