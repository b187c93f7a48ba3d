/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_TIMER_H
#define VALUX_ENROLL_ALARM_TIMER_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * The user's systemd timers. valux-alarm.timer runs `valux-enroll alarm --quiet` each day and after
 * login. valux-renewal.timer runs `valux-enroll renew --automatic --quiet` after login and then a
 * few times an hour: a machine may be on for no longer, and a renewal is not to wait for a person
 * to answer an alarm. The unit files belong to the installation, or to the build tree; systemd is
 * told where they are.
 */

/*
 * Whether the timers can be used: a systemd user manager runs for this user, and its home directory
 * and store are those of this process.
 */
bool timer_available(void);

/* Enables the timers and starts them. Doing that again changes nothing. VALUX_ERROR_SYSTEM. */
bool timer_enable(struct valux_error *error);

/*
 * Takes back what timer_enable did. A timer that is not enabled is left alone. VALUX_ERROR_SYSTEM.
 */
bool timer_disable(struct valux_error *error);

/*
 * Enable or disable the timers for `register` and `unregister`. They write one line about it to
 * standard output, unless `silent`. A failure is written to standard error.
 */
void timer_register(bool silent);
void timer_unregister(bool silent);

#endif
