/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_NOTIFICATION_H
#define VALUX_ENROLL_ALARM_NOTIFICATION_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Notifications on the person's desktop, by the Desktop Notifications Specification
 * (org.freedesktop.Notifications on the session bus). No bus is started for it.
 */

struct notification_desktop;

/*
 * Connects to the session bus: that of DBUS_SESSION_BUS_ADDRESS, else the socket `bus` in
 * XDG_RUNTIME_DIR. False with *error set where there is none, or it does not answer. The caller
 * closes what it gets.
 */
bool notification_open(struct notification_desktop **desktop, struct valux_error *error);

/* Closes the connection. NULL is allowed. */
void notification_close(struct notification_desktop *desktop);

/* The notification's urgency, with the specification's numbers. */
enum notification_urgency { NOTIFICATION_NORMAL = 1, NOTIFICATION_CRITICAL = 2 };

/*
 * Shows a notification and waits, a limited time, until the desktop has confirmed it. Texts are
 * plain UTF-8. With `renewal`, a certificate's serial number, or NULL, it offers to open the window
 * at that certificate's renewal, where there is a window. False with *error set where there is no
 * notification service or it did not confirm.
 */
bool notification_show(struct notification_desktop *desktop, enum notification_urgency urgency,
                       const char *summary, const char *body, const char *renewal,
                       struct valux_error *error);

/*
 * Waits for the person's answer to what was offered, `seconds` at most, and opens the window.
 * Returns at once where nothing was offered. NULL is allowed.
 */
void notification_wait(struct notification_desktop *desktop, unsigned seconds);

#endif
