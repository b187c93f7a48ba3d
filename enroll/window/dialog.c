/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "dialog.h"

#include "label.h"

#define SPACING 12          /* pixels between message and fields */
#define MARGINS 60          /* pixels that libadwaita leaves beside and in a dialog */
#define WIDTH_MAX 550       /* pixels of a dialog of libadwaita's */
#define WIDTH_CHARACTERS 40 /* of a message that has room */

/* The buttons are there beside each other and one below the other; what fits is shown. */
static void follow_squeezers(GtkWidget *widget)
{
    if (ADW_IS_SQUEEZER(widget))
        label_follow_squeezer(ADW_SQUEEZER(widget));
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        follow_squeezers(child);
}

/* A message like the dialog's own, which would not scroll. */
static GtkWidget *new_message(const char *text)
{
    GtkWidget *label = label_paragraph(text);

    gtk_label_set_xalign(GTK_LABEL(label), 0.5F);
    gtk_label_set_justify(GTK_LABEL(label), GTK_JUSTIFY_CENTER);
    gtk_label_set_max_width_chars(GTK_LABEL(label), WIDTH_CHARACTERS);
    return label;
}

/* Large text on a small screen must leave room for the buttons. */
static GtkWidget *new_scroller(GtkWidget *child)
{
    GtkWidget *scroller = gtk_scrolled_window_new();
    GtkWidget *viewport = gtk_viewport_new(NULL, NULL);

    gtk_viewport_set_scroll_to_focus(GTK_VIEWPORT(viewport), TRUE);
    gtk_viewport_set_child(GTK_VIEWPORT(viewport), child);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(scroller), TRUE);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), viewport);
    return scroller;
}

GtkWidget *dialog_new(GtkWindow *window, const struct dialog_text *text, GtkWidget *fields)
{
    /* GTK 4.8 tells readers another role than the class's where the dialog gets the focus early. */
    GtkWidget *widget =
        g_object_new(ADW_TYPE_MESSAGE_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG,
                     "transient-for", window, "heading", text->heading, NULL);
    AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG(widget);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACING);

    gtk_box_append(GTK_BOX(box), new_message(text->message));
    if (fields != NULL)
        gtk_box_append(GTK_BOX(box), fields);
    gtk_window_set_destroy_with_parent(GTK_WINDOW(dialog), TRUE);
    adw_message_dialog_set_extra_child(dialog, new_scroller(box));
    adw_message_dialog_add_responses(dialog, DIALOG_STAY, text->stay, DIALOG_GO_ON, text->go_on,
                                     NULL);
    label_name_buttons(widget);
    follow_squeezers(widget);
    adw_message_dialog_set_default_response(dialog, fields == NULL ? DIALOG_STAY : DIALOG_GO_ON);
    adw_message_dialog_set_close_response(dialog, DIALOG_STAY);
    return widget;
}

void dialog_allow(GtkWidget *dialog, gboolean allowed)
{
    adw_message_dialog_set_response_enabled(ADW_MESSAGE_DIALOG(dialog), DIALOG_GO_ON, allowed);
}

/* The first scroller at or below the widget; NULL if there is none. */
static GtkWidget *find_scroller(GtkWidget *widget)
{
    GtkWidget *found = GTK_IS_SCROLLED_WINDOW(widget) ? widget : NULL;

    for (GtkWidget *child = gtk_widget_get_first_child(widget); found == NULL && child != NULL;
         child = gtk_widget_get_next_sibling(child))
        found = find_scroller(child);
    return found;
}

static int height_of(GtkWidget *widget, int width)
{
    int height;

    gtk_widget_measure(widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
    return height;
}

/*
 * Gives the scroller the height of what is in it, as far as the window has room: by itself it
 * would take the height that its text has where that is wide.
 */
static void use_room(GtkWidget *dialog)
{
    GtkWidget *window = GTK_WIDGET(gtk_window_get_transient_for(GTK_WINDOW(dialog)));
    GtkWidget *scroller = find_scroller(dialog);
    GtkWidget *viewport = gtk_scrolled_window_get_child(GTK_SCROLLED_WINDOW(scroller));
    int width = MIN(gtk_widget_get_width(window) - MARGINS, WIDTH_MAX);
    int room = gtk_widget_get_height(window) - MARGINS -
               (height_of(dialog, width) - height_of(scroller, width - MARGINS));
    int wanted = height_of(gtk_viewport_get_child(GTK_VIEWPORT(viewport)), width - MARGINS);

    if (room > 0)
        gtk_scrolled_window_set_min_content_height(GTK_SCROLLED_WINDOW(scroller),
                                                   MIN(wanted, room));
    /* Keys scroll it where there is no field that would bring it along. */
    gtk_widget_set_focusable(scroller, wanted > room);
}

void dialog_show(GtkWidget *dialog, GtkWidget *field)
{
    use_room(dialog);
    if (field != NULL)
        gtk_window_set_focus(GTK_WINDOW(dialog), field);
    gtk_window_present(GTK_WINDOW(dialog));
}
