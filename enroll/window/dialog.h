/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_DIALOG_H
#define VALUX_WINDOW_DIALOG_H

#include <adwaita.h>

/* What the dialogs above the window share: heading, message, fields, and two buttons. */

struct dialog_text {
    const char *heading;
    const char *message;
    const char *stay;  /* the button that changes nothing, as Escape does */
    const char *go_on; /* the other one */
};

/* The names of the responses that the signal "response" tells. */
#define DIALOG_STAY "stay"
#define DIALOG_GO_ON "go-on"

/*
 * A dialog that is modal to the window and ends with it. dialog_show shows it. `fields` is a box
 * that is put below the message, or NULL. Enter presses the second button where there are fields,
 * else the first one. Message and fields scroll where they are too high for the window.
 */
GtkWidget *dialog_new(GtkWindow *window, const struct dialog_text *text, GtkWidget *fields);

/* Whether the second button can be pressed. */
void dialog_allow(GtkWidget *dialog, gboolean allowed);

/* Shows the dialog, with the keyboard in a field, or, if that is NULL, on the first button. */
void dialog_show(GtkWidget *dialog, GtkWidget *field);

#endif
