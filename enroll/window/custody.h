/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CUSTODY_H
#define VALUX_WINDOW_CUSTODY_H

#include <gtk/gtk.h>

#include "session.h"

/* What keeps the keys, as the person is told, and the buttons that change it. */

/* A sentence on a custody of `custody --json`, "" for one that is not known. Static. */
const char *custody_words(const char *custody);

/* Fills a box anew: what keeps the keys now, and buttons that set, change and remove the PIN. */
void custody_fill_box(GtkBox *box, ValuxSession *session);

#endif
