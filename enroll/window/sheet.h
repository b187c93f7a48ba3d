/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_SHEET_H
#define VALUX_WINDOW_SHEET_H

#include <gtk/gtk.h>

/*
 * The sheet of a certificate, as `valux-enroll status CERTIFICATE --html` writes it: what to have
 * at hand when the centre is called.
 */

/*
 * Saves the certificate's sheet in the person's folder of documents and opens it in the browser,
 * which prints it. `done` is called with what was done, for the person; the text belongs to the
 * caller. `widget` is kept until then.
 */
void sheet_open(GtkWidget *widget, const char *serial_number, const char *nickname,
                void (*done)(GtkWidget *widget, const char *text));

#endif
