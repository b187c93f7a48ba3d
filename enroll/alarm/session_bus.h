/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_SESSION_BUS_H
#define VALUX_ENROLL_ALARM_SESSION_BUS_H

#include <dbus/dbus.h>
#include <stdbool.h>

#include "valux/error.h"

/* The person's session bus. None is started. */

#define SESSION_BUS_ANSWER_MILLISECONDS 5000 /* so long an answer is waited for */

/* The caller closes *bus. False with *bus NULL where there is no bus that answers. */
bool session_bus_open(DBusConnection **bus, struct valux_error *error);

/* NULL is allowed. */
void session_bus_close(DBusConnection *bus);

/* Sets *error: the desktop can't be notified, for this cause. Returns false always. */
bool session_bus_error(struct valux_error *error, const char *cause);

#endif
