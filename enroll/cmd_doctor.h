/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_DOCTOR_H
#define VALUX_ENROLL_CMD_DOCTOR_H

/*
 * `valux-enroll doctor` looks for what is wrong, from the store to the programs, and changes
 * nothing. `arguments` begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_doctor(int argument_count, char **arguments);

#endif
