/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_TIMER_H
#define VALUX_ENROLL_ALARM_TIMER_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * The user's systemd timer that runs `valux-enroll alarm --quiet` each day and after login. The
 * unit files belong to the installation, or to the build tree; systemd is told where they are.
 */

#define TIMER_UNIT "valux-alarm.timer"
#define TIMER_SERVICE "valux-alarm.service"

/*
 * Whether a systemd user manager runs for this user that the functions below can ask, and whose
 * home directory and store are this process's.
 */
bool timer_available(void);

/* Enables the timer and starts it; once more changes nothing. */
bool timer_enable(struct valux_error *error);

/* Stops the timer and takes back what timer_enable did; where it is not enabled, nothing. */
bool timer_disable(struct valux_error *error);

/*
 * What `register` and `unregister` do with the timer, and say about it in one line: on standard
 * output unless `silent`, on standard error where it failed.
 */
void timer_register(bool silent);
void timer_unregister(bool silent);

#endif
