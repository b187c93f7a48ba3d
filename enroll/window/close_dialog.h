/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CLOSE_DIALOG_H
#define VALUX_WINDOW_CLOSE_DIALOG_H

#include <gtk/gtk.h>

/* The dialog (dialog.h) that asks whether the window is closed while it works. */
GtkWidget *close_dialog_new(GtkWindow *window);

#endif
