/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_STATUS_BADGE_H
#define VALUX_WINDOW_STATUS_BADGE_H

#include <gtk/gtk.h>

/*
 * The status of a certificate as a word on a colour. The word alone says everything. The colours
 * stand in style.css and style-dark.css.
 */

/* The translated word for a status, a keyword of `list --json`. */
const char *status_badge_word(const char *status);

/* A label without a status yet, and its status. */
GtkWidget *status_badge_new(void);
void status_badge_set(GtkWidget *badge, const char *status);

#endif
