/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CUSTODY_H
#define VALUX_WINDOW_CUSTODY_H

#include <gtk/gtk.h>

#include "session.h"

/* What keeps the keys, as the person is told, and the buttons that change it. */

/* A sentence on a custody of `custody --json`, "" for one that is not known. Static. */
const char *custody_words(const char *custody);

/* Whether the administrator demands another custody than the store has. */
gboolean custody_is_refused(ValuxSession *session);

/*
 * The custody that has to be changed to before a certificate is acquired or renewed: the one that
 * is demanded, or one with a PIN that the configuration has for a new store. "" if there is none.
 */
const char *custody_before_certificates(ValuxSession *session);

/* A card that says so, with the button that changes the custody. */
GtkWidget *custody_notice_new(ValuxSession *session);

/*
 * Fills a box anew: what keeps the keys now, what the administrator demands, and buttons for the
 * changes that are allowed: to set, change and remove the PIN.
 */
void custody_fill_box(GtkBox *box, ValuxSession *session);

#endif
