/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CMD_RENEW_H
#define VALUX_ENROLL_CMD_RENEW_H

/*
 * `valux-enroll renew` renews a certificate, with its own key as the proof of who asks. `arguments`
 * begin with the command's name and end with NULL. Returns the exit status.
 */
int cmd_renew(int argument_count, char **arguments);

#endif
