/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CLOSE_DIALOG_H
#define VALUX_WINDOW_CLOSE_DIALOG_H

#include <adwaita.h>

/*
 * Asks whether the window is closed while it works. Returns the dialog, not shown yet; its response
 * is "close" or "wait".
 */
GtkWidget *close_dialog_new(GtkWindow *window);

#endif
