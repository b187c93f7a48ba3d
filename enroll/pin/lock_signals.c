/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/lock_signals.h"

#include <dbus/dbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alarm/session_bus.h"

#define LOGIN "org.freedesktop.login1"
#define LOGIN_MANAGER "org.freedesktop.login1.Manager"
#define LOGIN_SESSION "org.freedesktop.login1.Session"
#define ANSWER_MILLISECONDS 2000

struct lock_signals {
    DBusConnection *buses[LOCK_SIGNALS_BUSES]; /* the system's, the session's; NULL: none */
};

static const char *const system_matches[] = {
    "type='signal',sender='" LOGIN "',interface='" LOGIN_MANAGER "',member='PrepareForSleep'",
    "type='signal',sender='" LOGIN "',interface='" LOGIN_MANAGER "',member='UserRemoved'",
    "type='signal',sender='" LOGIN "',interface='" LOGIN_SESSION "',member='Lock'",
    NULL,
};

static const char *const session_matches[] = {
    "type='signal',interface='org.freedesktop.ScreenSaver',member='ActiveChanged'",
    "type='signal',interface='org.gnome.ScreenSaver',member='ActiveChanged'",
    NULL,
};

static void add_matches(DBusConnection *bus, const char *const matches[])
{
    for (size_t i = 0; matches[i] != NULL; i++)
        dbus_bus_add_match(bus, matches[i], NULL);
    dbus_connection_flush(bus);
}

static DBusConnection *open_system_bus(void)
{
    DBusError ignored = DBUS_ERROR_INIT;
    DBusConnection *bus = dbus_bus_get_private(DBUS_BUS_SYSTEM, &ignored);

    dbus_error_free(&ignored);
    if (bus != NULL)
        dbus_connection_set_exit_on_disconnect(bus, FALSE);
    return bus;
}

struct lock_signals *lock_signals_open(void)
{
    struct valux_error ignored;
    struct lock_signals *signals = calloc(1, sizeof *signals);

    if (signals == NULL)
        return NULL;
    signals->buses[0] = open_system_bus();
    if (signals->buses[0] != NULL)
        add_matches(signals->buses[0], system_matches);
    if (session_bus_open(&signals->buses[1], &ignored))
        add_matches(signals->buses[1], session_matches);
    return signals;
}

void lock_signals_free(struct lock_signals *signals)
{
    if (signals == NULL)
        return;
    for (size_t i = 0; i < LOCK_SIGNALS_BUSES; i++)
        session_bus_close(signals->buses[i]);
    free(signals);
}

void lock_signals_descriptors(const struct lock_signals *signals,
                              int descriptors[static LOCK_SIGNALS_BUSES])
{
    for (size_t i = 0; i < LOCK_SIGNALS_BUSES; i++)
        if (signals->buses[i] == NULL ||
            !dbus_connection_get_unix_fd(signals->buses[i], &descriptors[i]))
            descriptors[i] = -1;
}

/* The user of a session of logind's; -1 where it does not say. */
static int64_t user_of_session(DBusConnection *bus, const char *path)
{
    const char *interface = LOGIN_SESSION;
    const char *property = "User";
    DBusMessageIter variant;
    DBusMessageIter value;
    DBusMessageIter fields;
    int64_t user = -1;
    uint32_t number;
    DBusMessage *answer = NULL;
    DBusMessage *question =
        dbus_message_new_method_call(LOGIN, path, "org.freedesktop.DBus.Properties", "Get");

    if (question != NULL &&
        dbus_message_append_args(question, DBUS_TYPE_STRING, &interface, DBUS_TYPE_STRING,
                                 &property, DBUS_TYPE_INVALID))
        answer =
            dbus_connection_send_with_reply_and_block(bus, question, ANSWER_MILLISECONDS, NULL);
    if (answer != NULL && dbus_message_has_signature(answer, "v")) {
        dbus_message_iter_init(answer, &variant);
        dbus_message_iter_recurse(&variant, &value);
        if (dbus_message_iter_get_arg_type(&value) == DBUS_TYPE_STRUCT) {
            dbus_message_iter_recurse(&value, &fields);
            if (dbus_message_iter_get_arg_type(&fields) == DBUS_TYPE_UINT32) {
                dbus_message_iter_get_basic(&fields, &number);
                user = number;
            }
        }
    }
    if (answer != NULL)
        dbus_message_unref(answer);
    if (question != NULL)
        dbus_message_unref(question);
    return user;
}

/* Whether the message's first argument is a true value. */
static bool says_true(DBusMessage *message)
{
    dbus_bool_t value = FALSE;

    return dbus_message_get_args(message, NULL, DBUS_TYPE_BOOLEAN, &value, DBUS_TYPE_INVALID) &&
           value;
}

static bool is_of_own_user(DBusMessage *message)
{
    uint32_t user = UINT32_MAX;

    return dbus_message_get_args(message, NULL, DBUS_TYPE_UINT32, &user, DBUS_TYPE_INVALID) &&
           user == getuid();
}

/* A session of which logind does not say whose it is counts as ours. */
static bool is_session_of_others(DBusConnection *bus, DBusMessage *message)
{
    const char *path = dbus_message_get_path(message);
    int64_t user = path == NULL ? -1 : user_of_session(bus, path);

    return user >= 0 && user != (int64_t)getuid();
}

static bool locks(DBusConnection *bus, DBusMessage *message)
{
    if (dbus_message_is_signal(message, LOGIN_MANAGER, "PrepareForSleep") ||
        dbus_message_is_signal(message, "org.freedesktop.ScreenSaver", "ActiveChanged") ||
        dbus_message_is_signal(message, "org.gnome.ScreenSaver", "ActiveChanged"))
        return says_true(message);
    if (dbus_message_is_signal(message, LOGIN_MANAGER, "UserRemoved"))
        return is_of_own_user(message);
    return dbus_message_is_signal(message, LOGIN_SESSION, "Lock") &&
           !is_session_of_others(bus, message);
}

static bool read_bus(DBusConnection **bus)
{
    DBusMessage *message;
    bool result = false;
    bool connected = dbus_connection_read_write(*bus, 0);

    while (!result && (message = dbus_connection_pop_message(*bus)) != NULL) {
        result = locks(*bus, message);
        dbus_message_unref(message);
    }
    if (!connected) {
        session_bus_close(*bus);
        *bus = NULL;
    }
    return result;
}

bool lock_signals_read(struct lock_signals *signals)
{
    bool had_session = signals->buses[1] != NULL;

    for (size_t i = 0; i < LOCK_SIGNALS_BUSES; i++)
        if (signals->buses[i] != NULL && read_bus(&signals->buses[i]))
            return true;
    /* The session's bus ends with the session. */
    return had_session && signals->buses[1] == NULL;
}
