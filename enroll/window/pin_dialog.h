/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_PIN_DIALOG_H
#define VALUX_WINDOW_PIN_DIALOG_H

#include <gtk/gtk.h>

#include "command.h"

/*
 * The dialogs that ask for a PIN: for the PIN of the keys when a command needs it, and for one that
 * is to be set. Neither keeps it.
 */

/*
 * If the line of progress says that the PIN is needed, opens the dialog above `widget`; the answer
 * goes to the command. *dialog is NULL at first, and is NULL again when the dialog is gone.
 */
void pin_dialog_follow(GtkWidget **dialog, GtkWidget *widget, const cJSON *line,
                       struct command *command);

/* The command has ended: closes the dialog, if it is open. */
void pin_dialog_end(GtkWidget **dialog);

/* What takes a new PIN for a custody. The PIN is gone when it returns. */
typedef void pin_dialog_set(void *data, const char *custody, const char *pin);

/*
 * Asks for a new PIN, twice, and says before what is lost with it, and with the TPM. `set` is
 * called with `data` if the person sets it. The dialog is modal to the window; that and the data
 * live longer.
 */
void pin_dialog_ask_new(GtkWindow *window, const char *custody, pin_dialog_set *set, void *data);

#endif
