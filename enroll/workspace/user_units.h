/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_USER_UNITS_H
#define VALUX_ENROLL_WORKSPACE_USER_UNITS_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Units of ours in the user's systemd manager. The unit files belong to the installation, or to the
 * build tree; systemd is told where they are.
 */

/* Names of unit files. */
struct user_units {
    const char *enabled; /* a timer or a socket */
    const char *service; /* what that one starts */
};

/*
 * Whether units can be used: a systemd user manager runs for this user, and its home directory and
 * store are those of this process.
 */
bool user_units_available(void);

/* Enables the unit and starts it. Doing that again changes nothing. VALUX_ERROR_SYSTEM. */
bool user_units_enable(const struct user_units *units, struct valux_error *error);

/*
 * Takes back what user_units_enable did, and stops both units. A unit that is not enabled is left
 * alone. VALUX_ERROR_SYSTEM.
 */
bool user_units_disable(const struct user_units *units, struct valux_error *error);

/*
 * Makes systemd read what was changed about a unit, and restarts it if it is active, with what
 * depends on it. VALUX_ERROR_SYSTEM.
 */
bool user_units_reload(const char *unit, struct valux_error *error);

#endif
