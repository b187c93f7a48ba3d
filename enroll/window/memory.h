/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_MEMORY_H
#define VALUX_WINDOW_MEMORY_H

#include <gtk/gtk.h>

/* Keeps the window's private memory small: it stands open for hours, and mostly nobody uses it. */

/* Chooses how memory is allocated. To be called before the first thread starts. */
void memory_set_up(void);

/*
 * From now on the process gives back to the system what it does not need, each time the window,
 * which is not realized yet, has not been drawn for a moment. It ends with the window.
 */
void memory_follow(GtkWidget *window);

#endif
