/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "secret_entry.h"

/*
 * GTK tells the bus of accessibility every text that is put in or deleted, by handlers of these
 * signals. The change is made here, and the signal ends before it comes to them.
 */

static void on_insert(GtkEditable *editable, const char *text, int length, int *position)
{
    GTK_EDITABLE_GET_IFACE(editable)->insert_text(editable, text, length, position);
    g_signal_stop_emission_by_name(editable, "insert-text");
}

static void on_delete(GtkEditable *editable, int start, int end)
{
    GTK_EDITABLE_GET_IFACE(editable)->delete_text(editable, start, end);
    g_signal_stop_emission_by_name(editable, "delete-text");
}

const char *secret_entry_text(GtkWidget *entry)
{
    return gtk_editable_get_text(gtk_editable_get_delegate(GTK_EDITABLE(entry)));
}

/* What GTK 4.8 answers who asks on the bus for the text. */
static const char *masked_text(GtkEditable *editable)
{
    glong length = g_utf8_strlen(secret_entry_text(GTK_WIDGET(editable)), -1);
    char *mask = g_strnfill((gsize)length, '*');

    g_object_set_data_full(G_OBJECT(editable), "mask", mask, g_free);
    return mask;
}

GtkWidget *secret_entry_new(void)
{
    GtkWidget *entry = gtk_password_entry_new();
    GtkEditable *text = gtk_editable_get_delegate(GTK_EDITABLE(entry));

    GTK_EDITABLE_GET_IFACE(GTK_EDITABLE(entry))->get_text = masked_text; /* of all such entries */
    g_signal_connect(text, "insert-text", G_CALLBACK(on_insert), NULL);
    g_signal_connect(text, "delete-text", G_CALLBACK(on_delete), NULL);
    return entry;
}

void secret_entry_wipe(GtkWidget *entry)
{
    /* A buffer that is emptied keeps all but the first byte. It is wiped when it is freed. */
    GtkEntryBuffer *buffer = gtk_password_entry_buffer_new();

    gtk_editable_set_text(GTK_EDITABLE(entry), "");
    gtk_text_set_buffer(GTK_TEXT(gtk_editable_get_delegate(GTK_EDITABLE(entry))), buffer);
    g_object_unref(buffer);
}
