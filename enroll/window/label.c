/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "label.h"

#include <string.h>

char *label_plain(const char *text)
{
    char *plain = g_malloc(strlen(text) + 1);
    char *end = plain;

    for (const char *next = text; *next != '\0'; next++) {
        if (next[0] == '(' && next[1] == '_' && next[2] != '\0' && next[3] == ')')
            next += 3;
        else if (*next != '_')
            *end++ = *next;
    }
    *end = '\0';
    return plain;
}

static void name_button(GtkButton *button)
{
    const char *text = gtk_button_get_label(button);

    if (text == NULL)
        return;
    char *plain = label_plain(text);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, plain,
                                   -1);
    g_free(plain);
}

void label_name_buttons(GtkWidget *widget)
{
    if (GTK_IS_BUTTON(widget))
        name_button(GTK_BUTTON(widget));
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        label_name_buttons(child);
}

GtkWidget *label_paragraph(const char *text)
{
    GtkWidget *label = gtk_label_new(text);

    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    return label;
}
