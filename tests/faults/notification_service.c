/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <dbus/dbus.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A notification service for tests: takes org.freedesktop.Notifications on the bus of
 * DBUS_SESSION_BUS_ADDRESS, says "ready", and writes each notification's urgency, summary and body
 * in one line, separated by tabs. Its argument says how it answers: "confirm", "refuse", or
 * "silent": not at all. With "press" it is a window too, jp.valux.Certificates: it presses the
 * button "renew" of each notification that has one, closes the others, and writes what the window
 * is asked to do, "ActivateAction", the action and its parameter.
 */

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"
#define WINDOW "jp.valux.Certificates"

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

static bool has_button(DBusMessage *message)
{
    DBusMessageIter position;
    DBusMessageIter actions;
    const char *word;

    dbus_message_iter_init(message, &position);
    for (int i = 0; i < 5; i++)
        next(&position);
    for (dbus_message_iter_recurse(&position, &actions);
         dbus_message_iter_get_arg_type(&actions) == DBUS_TYPE_STRING;
         dbus_message_iter_next(&actions)) {
        dbus_message_iter_get_basic(&actions, &word);
        if (strcmp(word, "renew") == 0)
            return true;
    }
    return false;
}

static void send(DBusConnection *bus, DBusMessage *message)
{
    if (message == NULL || !dbus_connection_send(bus, message, NULL))
        fail("a message can't be sent", NULL);
    dbus_message_unref(message);
}

/* What a person does with the notification that has just been shown. */
static void press(DBusConnection *bus, DBusMessage *notification)
{
    static dbus_uint32_t number;
    dbus_uint32_t reason = 2;
    const char *action = "renew";
    bool button = has_button(notification);
    DBusMessage *message =
        dbus_message_new_signal(OBJECT, SERVICE, button ? "ActionInvoked" : "NotificationClosed");

    number++;
    if (message != NULL && button)
        dbus_message_append_args(message, DBUS_TYPE_UINT32, &number, DBUS_TYPE_STRING, &action,
                                 DBUS_TYPE_INVALID);
    else if (message != NULL)
        dbus_message_append_args(message, DBUS_TYPE_UINT32, &number, DBUS_TYPE_UINT32, &reason,
                                 DBUS_TYPE_INVALID);
    send(bus, message);
}

static DBusMessage *capabilities(DBusMessage *message, const char *mode)
{
    const char *const words[] = {"body", "actions"};
    const char *const *list = words;
    DBusMessage *answer = dbus_message_new_method_return(message);

    if (answer == NULL ||
        !dbus_message_append_args(answer, DBUS_TYPE_ARRAY, DBUS_TYPE_STRING, &list,
                                  strcmp(mode, "press") == 0 ? 2 : 1, DBUS_TYPE_INVALID))
        fail("the answer can't be made", NULL);
    return answer;
}

/* Writes what the window is to do. */
static void activate(DBusMessage *message)
{
    DBusMessageIter position;
    DBusMessageIter parameters;
    DBusMessageIter value;
    const char *action;
    const char *parameter = "";

    if (!dbus_message_has_signature(message, "sava{sv}"))
        fail("ActivateAction has another signature than the specification's", NULL);
    dbus_message_iter_init(message, &position);
    dbus_message_iter_get_basic(&position, &action);
    next(&position);
    dbus_message_iter_recurse(&position, &parameters);
    dbus_message_iter_recurse(&parameters, &value);
    if (dbus_message_iter_get_arg_type(&value) == DBUS_TYPE_STRING)
        dbus_message_iter_get_basic(&value, &parameter);
    printf("ActivateAction\t%s\t%s\n", action, parameter);
    fflush(stdout);
}

static void take(DBusConnection *bus, DBusMessage *message, const char *mode)
{
    DBusMessage *answer;

    if (dbus_message_is_method_call(message, SERVICE, "Notify")) {
        show(message);
        answer = answer_to(message, mode);
        if (answer != NULL)
            send(bus, answer);
        if (strcmp(mode, "press") == 0)
            press(bus, message);
    } else if (dbus_message_is_method_call(message, SERVICE, "GetCapabilities")) {
        send(bus, capabilities(message, mode));
    } else if (dbus_message_is_method_call(message, "org.freedesktop.Application",
                                           "ActivateAction")) {
        activate(message);
        send(bus, dbus_message_new_method_return(message));
    }
}

static void take_name(DBusConnection *bus, const char *name)
{
    DBusError error = DBUS_ERROR_INIT;

    if (dbus_bus_request_name(bus, name, DBUS_NAME_FLAG_DO_NOT_QUEUE, &error) !=
        DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER)
        fail("the name can't be had", &error);
}

int main(int argument_count, char **arguments)
{
    const char *mode = argument_count > 1 ? arguments[1] : "confirm";
    DBusError error = DBUS_ERROR_INIT;
    DBusConnection *bus = dbus_bus_get(DBUS_BUS_SESSION, &error);

    if (bus == NULL)
        fail("the bus can't be reached", &error);
    take_name(bus, SERVICE);
    if (strcmp(mode, "press") == 0)
        take_name(bus, WINDOW);
    say("ready");
    while (dbus_connection_read_write(bus, -1)) {
        DBusMessage *message;
        while ((message = dbus_connection_pop_message(bus)) != NULL) {
            take(bus, message, mode);
            dbus_message_unref(message);
        }
    }
    return EXIT_SUCCESS;
}
