/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_SELECT_H
#define VALUX_ENROLL_CMD_SELECT_H

/*
 * `valux-enroll select` chooses the certificate that programs use. `arguments` begin with the
 * command's name and end with NULL. Returns the exit status.
 */
int cmd_select(int argument_count, char **arguments);

#endif
