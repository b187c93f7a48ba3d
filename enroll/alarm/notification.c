/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/notification.h"

#include <dbus/dbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "valux/clock.h"
#include "valux/paths.h"
#include "valux/text.h"

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"
#define ANSWER_MILLISECONDS 5000
#define MARKUP_SIZE 4096

struct notification_desktop {
    DBusConnection *connection;
};

static bool desktop_error(struct valux_error *error, const char *cause)
{
    return valux_error_set(error, VALUX_ERROR_SYSTEM, _("The desktop can't be notified: %s"),
                           cause);
}

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
    int64_t deadline = valux_clock_milliseconds() + ANSWER_MILLISECONDS;

    while (!dbus_connection_get_is_authenticated(connection)) {
        int64_t left = deadline - valux_clock_milliseconds();
        if (left <= 0 || !dbus_connection_read_write(connection, (int)left))
            return false;
    }
    return true;
}

static bool connect_bus(struct notification_desktop *desktop, struct valux_error *error)
{
    char address[3 * VALUX_PATH_SIZE];
    DBusError cause = DBUS_ERROR_INIT;

    if (!bus_address(address, sizeof address))
        return desktop_error(error, _("there is no session bus."));
    desktop->connection = dbus_connection_open_private(address, &cause);
    if (desktop->connection != NULL)
        dbus_connection_set_exit_on_disconnect(desktop->connection, FALSE);
    if (desktop->connection != NULL && authenticate(desktop->connection) &&
        dbus_bus_register(desktop->connection, &cause))
        return true;
    desktop_error(error,
                  cause.message != NULL ? cause.message : _("the session bus does not answer."));
    dbus_error_free(&cause);
    return false;
}

bool notification_open(struct notification_desktop **desktop, struct valux_error *error)
{
    *desktop = calloc(1, sizeof **desktop);
    if (*desktop == NULL)
        return valux_error_set_memory(error);
    if (connect_bus(*desktop, error))
        return true;
    notification_close(*desktop);
    *desktop = NULL;
    return false;
}

void notification_close(struct notification_desktop *desktop)
{
    if (desktop == NULL)
        return;
    if (desktop->connection != NULL) {
        dbus_connection_close(desktop->connection);
        dbus_connection_unref(desktop->connection);
    }
    free(desktop);
}

/* The specification allows markup in the body, so its characters are written as entities. */
static bool to_markup(const char *text, char *markup, size_t size)
{
    size_t used = 0;

    for (; *text != '\0'; text++) {
        const char *piece = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : NULL;
        size_t length = piece == NULL ? 1 : strlen(piece);
        if (used + length >= size)
            return false;
        memcpy(markup + used, piece == NULL ? text : piece, length);
        used += length;
    }
    markup[used] = '\0';
    return true;
}

static bool append_hints(DBusMessageIter *arguments, enum notification_urgency urgency)
{
    const char *name = "urgency";
    uint8_t value = (uint8_t)urgency;
    DBusMessageIter hints;
    DBusMessageIter entry;
    DBusMessageIter variant;

    return dbus_message_iter_open_container(arguments, DBUS_TYPE_ARRAY, "{sv}", &hints) &&
           dbus_message_iter_open_container(&hints, DBUS_TYPE_DICT_ENTRY, NULL, &entry) &&
           dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &name) &&
           dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, DBUS_TYPE_BYTE_AS_STRING,
                                            &variant) &&
           dbus_message_iter_append_basic(&variant, DBUS_TYPE_BYTE, &value) &&
           dbus_message_iter_close_container(&entry, &variant) &&
           dbus_message_iter_close_container(&hints, &entry) &&
           dbus_message_iter_close_container(arguments, &hints);
}

/* The arguments of Notify, "susssasa{sv}i": no older one to replace, no actions, no time limit. */
static bool append_arguments(DBusMessage *message, enum notification_urgency urgency,
                             const char *summary, const char *body)
{
    const char *application = "VALUX";
    const char *icon = urgency == NOTIFICATION_CRITICAL ? "dialog-warning" : "dialog-information";
    dbus_uint32_t replaces = 0;
    dbus_int32_t expires = -1;
    DBusMessageIter arguments;
    DBusMessageIter actions;

    dbus_message_iter_init_append(message, &arguments);
    return dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &application) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_UINT32, &replaces) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &icon) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &summary) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &body) &&
           dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "s", &actions) &&
           dbus_message_iter_close_container(&arguments, &actions) &&
           append_hints(&arguments, urgency) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_INT32, &expires);
}

bool notification_show(struct notification_desktop *desktop, enum notification_urgency urgency,
                       const char *summary, const char *body, struct valux_error *error)
{
    bool result = false;
    char markup[MARKUP_SIZE];
    DBusError cause = DBUS_ERROR_INIT;
    DBusMessage *answer = NULL;
    DBusMessage *message = NULL;

    if (!dbus_validate_utf8(summary, NULL) || !dbus_validate_utf8(body, NULL) ||
        !to_markup(body, markup, sizeof markup))
        return desktop_error(error, _("the text is not valid."));
    message = dbus_message_new_method_call(SERVICE, OBJECT, SERVICE, "Notify");
    if (message == NULL || !append_arguments(message, urgency, summary, markup)) {
        valux_error_set_memory(error);
        goto done;
    }
    answer = dbus_connection_send_with_reply_and_block(desktop->connection, message,
                                                       ANSWER_MILLISECONDS, &cause);
    if (answer == NULL) {
        desktop_error(error, cause.message != NULL ? cause.message : _("it does not answer."));
        goto done;
    }
    result = true;
done:
    if (answer != NULL)
        dbus_message_unref(answer);
    if (message != NULL)
        dbus_message_unref(message);
    dbus_error_free(&cause);
    return result;
}
