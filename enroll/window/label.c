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

void label_name(GtkWidget *widget, const char *text)
{
    gtk_accessible_reset_relation(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void label_hide_from_readers(GtkWidget *widget, gboolean hidden)
{
    gtk_accessible_update_state(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

static void hide_what_does_not_fit(AdwSqueezer *squeezer)
{
    GtkWidget *shown = adw_squeezer_get_visible_child(squeezer);

    for (GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(squeezer)); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        label_hide_from_readers(child, child != shown);
}

void label_follow_squeezer(AdwSqueezer *squeezer)
{
    g_signal_connect(squeezer, "notify::visible-child", G_CALLBACK(hide_what_does_not_fit), NULL);
    hide_what_does_not_fit(squeezer);
}

/* A large text must not make the window wider than a small screen. */
static void wrap(GtkLabel *label)
{
    gtk_label_set_wrap(label, TRUE);
    gtk_label_set_wrap_mode(label, PANGO_WRAP_WORD_CHAR);
}

void label_wrap_button(GtkWidget *button)
{
    GtkWidget *label = gtk_button_get_child(GTK_BUTTON(button));

    wrap(GTK_LABEL(label));
    gtk_label_set_justify(GTK_LABEL(label), GTK_JUSTIFY_CENTER);
}

static void name_button(GtkButton *button)
{
    const char *text = gtk_button_get_label(button);

    if (text == NULL)
        return;
    label_wrap_button(GTK_WIDGET(button));
    char *plain = label_plain(text);
    label_name(GTK_WIDGET(button), plain);
    g_free(plain);
}

static void name_check_button(GtkCheckButton *button)
{
    char *plain = label_plain(gtk_check_button_get_label(button));

    wrap(GTK_LABEL(gtk_widget_get_last_child(GTK_WIDGET(button))));
    label_name(GTK_WIDGET(button), plain);
    g_free(plain);
}

void label_name_buttons(GtkWidget *widget)
{
    if (GTK_IS_BUTTON(widget))
        name_button(GTK_BUTTON(widget));
    else if (GTK_IS_CHECK_BUTTON(widget))
        name_check_button(GTK_CHECK_BUTTON(widget));
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        label_name_buttons(child);
}

/* GTK makes the items of a menu, of a type of its own. */
static void name_menu_items(GtkWidget *widget)
{
    if (strcmp(G_OBJECT_TYPE_NAME(widget), "GtkModelButton") == 0) {
        char *text;
        g_object_get(widget, "text", &text, NULL);
        label_name(widget, text);
        g_free(text);
    }
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        name_menu_items(child);
}

void label_name_menu(GtkMenuButton *button)
{
    /* Not before: GTK fills the menu when it opens. */
    g_signal_connect(gtk_menu_button_get_popover(button), "map", G_CALLBACK(name_menu_items), NULL);
}

/* `seen` has the labels of the buttons before. */
static void keep_first(GtkWidget *widget, GHashTable *seen)
{
    const char *text = GTK_IS_BUTTON(widget) ? gtk_button_get_label(GTK_BUTTON(widget)) : NULL;

    if (text != NULL && !g_hash_table_add(seen, g_strdup(text))) {
        char *plain = label_plain(text);
        /* Not by the button, which would take the label's text for its name. */
        GtkLabel *label = GTK_LABEL(gtk_button_get_child(GTK_BUTTON(widget)));
        gtk_label_set_use_underline(label, FALSE);
        gtk_label_set_label(label, plain);
        g_free(plain);
    }
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        keep_first(child, seen);
}

void label_keep_first_mnemonics(GtkWidget *widget)
{
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    keep_first(widget, seen);
    g_hash_table_unref(seen);
}

GtkWidget *label_paragraph(const char *text)
{
    GtkWidget *label = gtk_label_new(text);

    wrap(GTK_LABEL(label));
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    return label;
}

GtkWidget *label_add_entry(GtkWidget *box, const char *name, GtkWidget *entry, int length_max)
{
    GtkWidget *label = gtk_label_new_with_mnemonic(name);
    char *plain = label_plain(name);

    wrap(GTK_LABEL(label));
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), entry);
    label_name(entry, plain);
    g_object_set(entry, "activates-default", TRUE, NULL);
    gtk_text_set_max_length(GTK_TEXT(gtk_editable_get_delegate(GTK_EDITABLE(entry))), length_max);
    gtk_box_append(GTK_BOX(box), label);
    gtk_box_append(GTK_BOX(box), entry);
    g_free(plain);
    return entry;
}
