/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/notification.h"

#include <dbus/dbus.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alarm/notification_offer.h"
#include "alarm/session_bus.h"
#include "valux/text.h"

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"
#define MARKUP_SIZE 4096

struct notification_desktop {
    DBusConnection *bus;
    bool asked;          /* whether it is known that */
    bool offers_renewal; /* there is a window that can be opened */
    struct notification_offers offers;
};

bool notification_open(struct notification_desktop **desktop, struct valux_error *error)
{
    *desktop = calloc(1, sizeof **desktop);
    if (*desktop == NULL)
        return valux_error_set_memory(error);
    if (session_bus_open(&(*desktop)->bus, error))
        return true;
    notification_close(*desktop);
    *desktop = NULL;
    return false;
}

void notification_close(struct notification_desktop *desktop)
{
    if (desktop == NULL)
        return;
    session_bus_close(desktop->bus);
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

/* Asks the desktop once, and only where there is something to offer. */
static bool offers_renewal(struct notification_desktop *desktop)
{
    if (!desktop->asked)
        desktop->offers_renewal = notification_offer_possible(desktop->bus);
    desktop->asked = true;
    return desktop->offers_renewal;
}

/* The actions, pairs of key and label: one that opens the window, or none. */
static bool append_actions(DBusMessageIter *arguments, bool offer)
{
    const char *const words[] = {NOTIFICATION_DEFAULT_ACTION, _("Renew"), NOTIFICATION_RENEW_ACTION,
                                 _("Renew")};
    DBusMessageIter actions;
    bool result = dbus_message_iter_open_container(arguments, DBUS_TYPE_ARRAY, "s", &actions);

    for (size_t i = 0; result && offer && i < sizeof words / sizeof *words; i++)
        result = dbus_message_iter_append_basic(&actions, DBUS_TYPE_STRING, &words[i]);
    return result && dbus_message_iter_close_container(arguments, &actions);
}

/* The arguments of Notify, "susssasa{sv}i": no older one to replace, no time limit. */
static bool append_arguments(DBusMessage *message, enum notification_urgency urgency,
                             const char *summary, const char *body, bool offer)
{
    const char *application = "VALUX";
    const char *icon = urgency == NOTIFICATION_CRITICAL ? "dialog-warning" : "dialog-information";
    dbus_uint32_t replaces = 0;
    dbus_int32_t expires = -1;
    DBusMessageIter arguments;

    dbus_message_iter_init_append(message, &arguments);
    return dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &application) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_UINT32, &replaces) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &icon) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &summary) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &body) &&
           append_actions(&arguments, offer) && append_hints(&arguments, urgency) &&
           dbus_message_iter_append_basic(&arguments, DBUS_TYPE_INT32, &expires);
}

bool notification_show(struct notification_desktop *desktop, enum notification_urgency urgency,
                       const char *summary, const char *body, const char *renewal,
                       struct valux_error *error)
{
    bool result = false;
    bool offer = renewal != NULL && offers_renewal(desktop);
    dbus_uint32_t number;
    char markup[MARKUP_SIZE];
    DBusError cause = DBUS_ERROR_INIT;
    DBusMessage *answer = NULL;
    DBusMessage *message = NULL;

    if (!dbus_validate_utf8(summary, NULL) || !dbus_validate_utf8(body, NULL) ||
        !to_markup(body, markup, sizeof markup))
        return session_bus_error(error, _("the text is not valid."));
    message = dbus_message_new_method_call(SERVICE, OBJECT, SERVICE, "Notify");
    if (message == NULL || !append_arguments(message, urgency, summary, markup, offer)) {
        valux_error_set_memory(error);
        goto done;
    }
    answer = dbus_connection_send_with_reply_and_block(desktop->bus, message,
                                                       SESSION_BUS_ANSWER_MILLISECONDS, &cause);
    if (answer == NULL) {
        session_bus_error(error, cause.message != NULL ? cause.message : _("it does not answer."));
        goto done;
    }
    result = true;
    if (offer && dbus_message_get_args(answer, NULL, DBUS_TYPE_UINT32, &number, DBUS_TYPE_INVALID))
        notification_offer_add(&desktop->offers, number, renewal);
done:
    if (answer != NULL)
        dbus_message_unref(answer);
    if (message != NULL)
        dbus_message_unref(message);
    dbus_error_free(&cause);
    return result;
}

void notification_wait(struct notification_desktop *desktop, unsigned seconds)
{
    if (desktop != NULL)
        notification_offer_wait(desktop->bus, &desktop->offers, seconds);
}
