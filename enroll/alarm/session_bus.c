/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/session_bus.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/clock.h"
#include "valux/paths.h"
#include "valux/text.h"

/* Finds the session bus. The address "autolaunch:" is passed over, since it would start a bus. */
static bool bus_address(char *address, size_t size)
{
    const char *given = secure_getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    char path[VALUX_PATH_SIZE];

    if (given != NULL && given[0] != '\0' && strstr(given, "autolaunch:") == NULL)
        return snprintf(address, size, "%s", given) < (int)size;
    if (runtime == NULL || runtime[0] != '/' || !valux_paths_join(path, runtime, "bus") ||
        access(path, F_OK) != 0)
        return false;
    char *escaped = dbus_address_escape_value(path);
    bool result = escaped != NULL && snprintf(address, size, "unix:path=%s", escaped) < (int)size;
    dbus_free(escaped);
    return result;
}

/* Waits with a deadline, since libdbus would wait for ever for a bus that does not authenticate. */
static bool authenticate(DBusConnection *connection)
{
    int64_t deadline = valux_clock_milliseconds() + SESSION_BUS_ANSWER_MILLISECONDS;

    while (!dbus_connection_get_is_authenticated(connection)) {
        int64_t left = deadline - valux_clock_milliseconds();
        if (left <= 0 || !dbus_connection_read_write(connection, (int)left))
            return false;
    }
    return true;
}

bool session_bus_error(struct valux_error *error, const char *cause)
{
    return valux_error_set(error, VALUX_ERROR_SYSTEM, _("The desktop can't be notified: %s"),
                           cause);
}

bool session_bus_open(DBusConnection **bus, struct valux_error *error)
{
    char address[3 * VALUX_PATH_SIZE];
    DBusError cause = DBUS_ERROR_INIT;

    *bus = NULL;
    if (!bus_address(address, sizeof address))
        return session_bus_error(error, _("there is no session bus."));
    *bus = dbus_connection_open_private(address, &cause);
    if (*bus != NULL)
        dbus_connection_set_exit_on_disconnect(*bus, FALSE);
    if (*bus != NULL && authenticate(*bus) && dbus_bus_register(*bus, &cause))
        return true;
    session_bus_error(error, cause.message != NULL ? cause.message
                                                   : _("the session bus does not answer."));
    dbus_error_free(&cause);
    session_bus_close(*bus);
    *bus = NULL;
    return false;
}

void session_bus_close(DBusConnection *bus)
{
    if (bus == NULL)
        return;
    dbus_connection_close(bus);
    dbus_connection_unref(bus);
}
