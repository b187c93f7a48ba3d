/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_NOTIFICATION_OFFER_H
#define VALUX_ENROLL_ALARM_NOTIFICATION_OFFER_H

#include <dbus/dbus.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Notifications that offer to renew a certificate: a press on one opens the window at the renewal
 * of that certificate. The desktop tells the press only to the process that has shown the
 * notification, as long as it runs.
 */

#define NOTIFICATION_DEFAULT_ACTION "default" /* of the desktop: a press anywhere on it */
#define NOTIFICATION_RENEW_ACTION "renew"     /* the button */

#define NOTIFICATION_OFFERS_MAX 32
#define NOTIFICATION_RENEWAL_SIZE 64

struct notification_offers {
    struct {
        dbus_uint32_t number; /* that the desktop has given the notification */
        char renewal[NOTIFICATION_RENEWAL_SIZE];
    } entries[NOTIFICATION_OFFERS_MAX];
    size_t count;
};

/* Whether there is a window to open, and a desktop that shows buttons. */
bool notification_offer_possible(DBusConnection *bus);

/* Remembers a notification; `renewal` is the certificate's serial number. */
void notification_offer_add(struct notification_offers *offers, dbus_uint32_t number,
                            const char *renewal);

/*
 * Waits until each of these notifications has been pressed or is gone, or the seconds are over, and
 * opens the window for those that are pressed.
 */
void notification_offer_wait(DBusConnection *bus, struct notification_offers *offers,
                             unsigned seconds);

#endif
