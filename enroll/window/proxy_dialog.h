/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_PROXY_DIALOG_H
#define VALUX_WINDOW_PROXY_DIALOG_H

#include <cjson/cJSON.h>
#include <gtk/gtk.h>

#include "command.h"

/*
 * The dialog that asks for user and password when a proxy asks a command for them. The answer goes
 * to the command, which goes on. It is not kept.
 */

/*
 * If the line of progress says that a proxy asks, opens the dialog above `widget`. *dialog is NULL
 * at first, and is NULL again when the dialog is gone.
 */
void proxy_dialog_follow(GtkWidget **dialog, GtkWidget *widget, const cJSON *line,
                         struct command *command);

/* The command has ended: closes the dialog, if it is open. */
void proxy_dialog_end(GtkWidget **dialog);

#endif
