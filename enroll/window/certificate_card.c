/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "certificate_card.h"

#include "label.h"
#include "status_badge.h"
#include "valux/text.h"

static const char *const titles[] = {N_("Company ID"), N_("Certificate ID"), N_("Service period"),
                                     N_("Certificate expiry")};

/* The parts of a card are its children in this order: head, then lines of title and value. */

static GtkWidget *new_head(void)
{
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *nickname = label_paragraph("");

    gtk_widget_add_css_class(nickname, "heading");
    gtk_widget_set_hexpand(nickname, TRUE);
    gtk_box_append(GTK_BOX(head), nickname);
    gtk_box_append(GTK_BOX(head), status_badge_new());
    return head;
}

static GtkWidget *new_line(const char *title)
{
    GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *name = label_paragraph(title);
    GtkWidget *value = label_paragraph("");

    gtk_widget_set_valign(name, GTK_ALIGN_START);
    gtk_widget_add_css_class(name, "quiet");
    gtk_widget_add_css_class(value, "numeric");
    gtk_widget_set_hexpand(value, TRUE);
    gtk_label_set_xalign(GTK_LABEL(value), 1);
    gtk_label_set_justify(GTK_LABEL(value), GTK_JUSTIFY_RIGHT);
    gtk_box_append(GTK_BOX(line), name);
    gtk_box_append(GTK_BOX(line), value);
    return line;
}

GtkWidget *certificate_card_new(void)
{
    GtkWidget *card = gtk_box_new(GTK_ORIENTATION_VERTICAL, 4);

    gtk_widget_add_css_class(card, "certificate");
    gtk_box_append(GTK_BOX(card), new_head());
    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++)
        gtk_box_append(GTK_BOX(card), new_line(_(titles[i])));
    return card;
}

void certificate_card_set(GtkWidget *card, ValuxCertificate *certificate)
{
    const struct certificate_facts *facts = certificate_facts(certificate);
    const char *const values[] = {facts->company_id, facts->certificate_id, facts->service_period,
                                  facts->expiry};
    GtkWidget *line = gtk_widget_get_first_child(card);

    gtk_label_set_text(GTK_LABEL(gtk_widget_get_first_child(line)), facts->nickname);
    status_badge_set(gtk_widget_get_last_child(line), facts->status);
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        line = gtk_widget_get_next_sibling(line);
        gtk_label_set_text(GTK_LABEL(gtk_widget_get_last_child(line)), values[i]);
    }
}
