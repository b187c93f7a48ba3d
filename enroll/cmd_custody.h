/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_CUSTODY_H
#define VALUX_ENROLL_CMD_CUSTODY_H

/* `valux-enroll custody`: shows or changes what keeps the keys. Returns the exit status. */
int cmd_custody(int argument_count, char **arguments);

#endif
