/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_RETIRE_H
#define VALUX_ENROLL_CMD_RETIRE_H

/* Ends what this user of this machine has of certificates. Returns the exit status. */
int cmd_retire(int argument_count, char **arguments);

#endif
