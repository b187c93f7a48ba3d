/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_NOTICE_H
#define VALUX_WINDOW_NOTICE_H

#include <gtk/gtk.h>

#include "answer.h"

/* A card that tells the person something, and may have a button with what to do about it. */

enum notice_kind { NOTICE_INFORMATION, NOTICE_WARNING, NOTICE_ERROR };

struct notice_text {
    const char *title;
    const char *message; /* NULL or "" for none */
    const char *advice;  /* likewise */
    const char *contact; /* likewise: the centre's, which stands in the configuration */
};

/* The widget. */
GtkWidget *notice_new(enum notice_kind kind, const struct notice_text *text);

/* The widget for a failure. */
GtkWidget *notice_new_failure(const struct answer_failure *failure);

/*
 * Adds a button that activates an action of the window. `target` is the action's text. `subject`
 * is what the button is about, for screen readers.
 */
void notice_add_button(GtkWidget *notice, const char *label, const char *subject,
                       const char *action, const char *target);

/* Removes all children of a box. */
void notice_clear_box(GtkBox *box);

#endif
