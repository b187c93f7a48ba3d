/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/notification_offer.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "alarm/session_bus.h"
#include "valux/clock.h"

#define NOTIFICATIONS "org.freedesktop.Notifications"
#define NOTIFICATIONS_OBJECT "/org/freedesktop/Notifications"
#define WINDOW "jp.valux.Certificates"
#define WINDOW_OBJECT "/jp/valux/Certificates"
#define APPLICATION "org.freedesktop.Application"
#define OPENING_MILLISECONDS 30000 /* the window may have to be started */

/* Whether the answer to a method without arguments is an array of strings that has this one. */
static bool lists(DBusConnection *bus, const char *service, const char *object, const char *method,
                  const char *wanted)
{
    bool result = false;
    char **words = NULL;
    int count = 0;
    DBusMessage *message = dbus_message_new_method_call(service, object, service, method);
    DBusMessage *answer = message == NULL
                              ? NULL
                              : dbus_connection_send_with_reply_and_block(
                                    bus, message, SESSION_BUS_ANSWER_MILLISECONDS, NULL);

    if (answer != NULL && dbus_message_get_args(answer, NULL, DBUS_TYPE_ARRAY, DBUS_TYPE_STRING,
                                                &words, &count, DBUS_TYPE_INVALID))
        for (int i = 0; i < count; i++)
            result = result || strcmp(words[i], wanted) == 0;
    dbus_free_string_array(words);
    if (answer != NULL)
        dbus_message_unref(answer);
    if (message != NULL)
        dbus_message_unref(message);
    return result;
}

bool notification_offer_possible(DBusConnection *bus)
{
    bool window = dbus_bus_name_has_owner(bus, WINDOW, NULL) ||
                  lists(bus, DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, "ListActivatableNames", WINDOW);

    if (!window || !lists(bus, NOTIFICATIONS, NOTIFICATIONS_OBJECT, "GetCapabilities", "actions"))
        return false;
    dbus_bus_add_match(bus, "type='signal',interface='" NOTIFICATIONS "'", NULL);
    return true;
}

void notification_offer_add(struct notification_offers *offers, dbus_uint32_t number,
                            const char *renewal)
{
    if (offers->count == NOTIFICATION_OFFERS_MAX)
        return;
    offers->entries[offers->count].number = number;
    snprintf(offers->entries[offers->count].renewal, NOTIFICATION_RENEWAL_SIZE, "%s", renewal);
    offers->count++;
}

/* The arguments of ActivateAction, "sava{sv}". */
static bool append_arguments(DBusMessage *message, const char *renewal)
{
    const char *action = "renew";
    DBusMessageIter arguments;
    DBusMessageIter parameters;
    DBusMessageIter parameter;
    DBusMessageIter platform;

    dbus_message_iter_init_append(message, &arguments);
    return dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &action) &&
           dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "v", &parameters) &&
           dbus_message_iter_open_container(&parameters, DBUS_TYPE_VARIANT, "s", &parameter) &&
           dbus_message_iter_append_basic(&parameter, DBUS_TYPE_STRING, &renewal) &&
           dbus_message_iter_close_container(&parameters, &parameter) &&
           dbus_message_iter_close_container(&arguments, &parameters) &&
           dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "{sv}", &platform) &&
           dbus_message_iter_close_container(&arguments, &platform);
}

static void open_window(DBusConnection *bus, const char *renewal)
{
    DBusMessage *answer = NULL;
    DBusMessage *message =
        dbus_message_new_method_call(WINDOW, WINDOW_OBJECT, APPLICATION, "ActivateAction");

    if (message != NULL && append_arguments(message, renewal))
        answer =
            dbus_connection_send_with_reply_and_block(bus, message, OPENING_MILLISECONDS, NULL);
    if (answer != NULL)
        dbus_message_unref(answer);
    if (message != NULL)
        dbus_message_unref(message);
}

/* Takes the offer with this number away. False if there is none; else `renewal` is its own. */
static bool take(struct notification_offers *offers, dbus_uint32_t number,
                 char renewal[static NOTIFICATION_RENEWAL_SIZE])
{
    for (size_t i = 0; i < offers->count; i++) {
        if (offers->entries[i].number != number)
            continue;
        memcpy(renewal, offers->entries[i].renewal, NOTIFICATION_RENEWAL_SIZE);
        offers->entries[i] = offers->entries[--offers->count];
        return true;
    }
    return false;
}

static void take_signal(DBusConnection *bus, struct notification_offers *offers,
                        DBusMessage *message)
{
    char renewal[NOTIFICATION_RENEWAL_SIZE];
    dbus_uint32_t number;
    dbus_uint32_t reason;
    const char *action;

    if (dbus_message_is_signal(message, NOTIFICATIONS, "ActionInvoked") &&
        dbus_message_get_args(message, NULL, DBUS_TYPE_UINT32, &number, DBUS_TYPE_STRING, &action,
                              DBUS_TYPE_INVALID) &&
        take(offers, number, renewal))
        open_window(bus, renewal);
    else if (dbus_message_is_signal(message, NOTIFICATIONS, "NotificationClosed") &&
             dbus_message_get_args(message, NULL, DBUS_TYPE_UINT32, &number, DBUS_TYPE_UINT32,
                                   &reason, DBUS_TYPE_INVALID))
        (void)take(offers, number, renewal);
}

void notification_offer_wait(DBusConnection *bus, struct notification_offers *offers,
                             unsigned seconds)
{
    int64_t deadline = valux_clock_milliseconds() + (int64_t)seconds * 1000;
    DBusMessage *message;

    while (offers->count > 0) {
        int64_t left = deadline - valux_clock_milliseconds();
        if (left <= 0)
            return;
        while (offers->count > 0 && (message = dbus_connection_pop_message(bus)) != NULL) {
            take_signal(bus, offers, message);
            dbus_message_unref(message);
        }
        if (offers->count > 0 && !dbus_connection_read_write(bus, (int)left))
            return;
    }
}
