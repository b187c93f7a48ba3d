/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_SECRET_ENTRY_H
#define VALUX_WINDOW_SECRET_ENTRY_H

#include <gtk/gtk.h>

/*
 * An entry for a secret. It is GTK's password entry, whose text is in locked memory, and keeps what
 * that lets out: the text goes into no message of the bus of accessibility. Who asks there, or by
 * gtk_editable_get_text, gets as many asterisks.
 */

GtkWidget *secret_entry_new(void);

/* The text, which belongs to the entry until the next change. */
const char *secret_entry_text(GtkWidget *entry);

/* Empties the entry. Nothing of the text stays in memory. */
void secret_entry_wipe(GtkWidget *entry);

#endif
