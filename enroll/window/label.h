/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_LABEL_H
#define VALUX_WINDOW_LABEL_H

#include <adwaita.h>

/*
 * Names for screen readers. GTK 4.8 gives a widget whose label has a mnemonic a name with the
 * mnemonic's letter in it, and adds that to a name of the widget's own.
 */

/* The text without the marks of a mnemonic: "_Save" and "保存(_S)". Free by g_free. */
char *label_plain(const char *text);

/* Makes this text all of the widget's name: names of labels are not added to it. */
void label_name(GtkWidget *widget, const char *text);

/*
 * Puts an entry of a dialog into the box, below its name, which may have a mnemonic. It takes
 * `length_max` characters, and Enter in it gives the dialog's default response. Returns the entry.
 */
GtkWidget *label_add_entry(GtkWidget *box, const char *name, GtkWidget *entry, int length_max);

/* Whether screen readers pass over a widget: one that its container does not show now. */
void label_hide_from_readers(GtkWidget *widget, gboolean hidden);

/* Has screen readers get that child of the squeezer which fits and shows, now and later. */
void label_follow_squeezer(AdwSqueezer *squeezer);

/* Lets the label of a button wrap, so that large text does not widen a narrow window. */
void label_wrap_button(GtkWidget *button);

/* Names each button below the widget as its label reads, and lets that wrap. */
void label_name_buttons(GtkWidget *widget);

/* Names the items of the button's menu as they read: GTK 4.18 leaves them without a name. */
void label_name_menu(GtkMenuButton *button);

/*
 * Of the buttons below the widget that read alike, only the first keeps its mnemonic: a letter that
 * two have would press neither.
 */
void label_keep_first_mnemonics(GtkWidget *widget);

/* A label that wraps, of one paragraph. */
GtkWidget *label_paragraph(const char *text);

#endif
