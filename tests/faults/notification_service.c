/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <dbus/dbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A notification service for tests: takes org.freedesktop.Notifications on the bus of
 * DBUS_SESSION_BUS_ADDRESS, says "ready", and writes each notification's urgency, summary and body
 * in one line, separated by tabs. Its argument says how it answers: "confirm", "refuse", or
 * "silent": not at all.
 */

#define SERVICE "org.freedesktop.Notifications"

static void say(const char *line)
{
    puts(line);
    fflush(stdout);
}

static _Noreturn void fail(const char *what, const DBusError *error)
{
    fprintf(stderr, "notification-service: %s: %s\n", what,
            error != NULL && error->message != NULL ? error->message : "failed");
    exit(EXIT_FAILURE);
}

static void next(DBusMessageIter *position)
{
    if (!dbus_message_iter_next(position))
        fail("Notify has too few arguments", NULL);
}

static int urgency_of(DBusMessageIter *hints)
{
    DBusMessageIter entry;
    DBusMessageIter value;
    const char *name;
    uint8_t urgency = 0;

    for (; dbus_message_iter_get_arg_type(hints) == DBUS_TYPE_DICT_ENTRY;
         dbus_message_iter_next(hints)) {
        dbus_message_iter_recurse(hints, &entry);
        dbus_message_iter_get_basic(&entry, &name);
        next(&entry);
        dbus_message_iter_recurse(&entry, &value);
        if (strcmp(name, "urgency") == 0 &&
            dbus_message_iter_get_arg_type(&value) == DBUS_TYPE_BYTE)
            dbus_message_iter_get_basic(&value, &urgency);
    }
    return urgency;
}

static void show(DBusMessage *message)
{
    DBusMessageIter position;
    DBusMessageIter hints;
    const char *summary;
    const char *body;

    if (!dbus_message_has_signature(message, "susssasa{sv}i"))
        fail("Notify has another signature than the specification's", NULL);
    dbus_message_iter_init(message, &position);
    next(&position);
    next(&position);
    next(&position);
    dbus_message_iter_get_basic(&position, &summary);
    next(&position);
    dbus_message_iter_get_basic(&position, &body);
    next(&position);
    next(&position);
    dbus_message_iter_recurse(&position, &hints);
    printf("%d\t%s\t%s\n", urgency_of(&hints), summary, body);
    fflush(stdout);
}

static DBusMessage *answer_to(DBusMessage *message, const char *mode)
{
    static dbus_uint32_t number;
    DBusMessage *answer;

    if (strcmp(mode, "silent") == 0)
        return NULL;
    if (strcmp(mode, "refuse") == 0)
        return dbus_message_new_error(message, DBUS_ERROR_LIMITS_EXCEEDED, "not today");
    answer = dbus_message_new_method_return(message);
    number++;
    if (answer == NULL ||
        !dbus_message_append_args(answer, DBUS_TYPE_UINT32, &number, DBUS_TYPE_INVALID))
        fail("the answer can't be made", NULL);
    return answer;
}

int main(int argument_count, char **arguments)
{
    const char *mode = argument_count > 1 ? arguments[1] : "confirm";
    DBusError error = DBUS_ERROR_INIT;
    DBusConnection *bus = dbus_bus_get(DBUS_BUS_SESSION, &error);

    if (bus == NULL)
        fail("the bus can't be reached", &error);
    if (dbus_bus_request_name(bus, SERVICE, DBUS_NAME_FLAG_DO_NOT_QUEUE, &error) !=
        DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER)
        fail("the name can't be had", &error);
    say("ready");
    while (dbus_connection_read_write(bus, -1)) {
        DBusMessage *message;
        while ((message = dbus_connection_pop_message(bus)) != NULL) {
            if (dbus_message_is_method_call(message, SERVICE, "Notify")) {
                show(message);
                DBusMessage *answer = answer_to(message, mode);
                if (answer != NULL && !dbus_connection_send(bus, answer, NULL))
                    fail("the answer can't be sent", NULL);
                if (answer != NULL)
                    dbus_message_unref(answer);
            }
            dbus_message_unref(message);
        }
    }
    return EXIT_SUCCESS;
}
