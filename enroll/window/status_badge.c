/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "status_badge.h"

#include <string.h>

#include "valux/text.h"

static const struct {
    const char *keyword; /* is the class in the style sheets, too */
    const char *word;
} statuses[] = {
    {"new", N_("New")},
    {"new-arrival", N_("New arrival")},
    {"valid", N_("Valid")},
    {"expiring", N_("Expiring")},
    {"expired", N_("Expired")},
    {"invalid", N_("Invalid")},
    {"not-yet-valid", N_("Not yet valid")},
    {"suspended", N_("Suspended")},
    {"revoked", N_("Revoked")},
};

const char *status_badge_word(const char *status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (strcmp(statuses[i].keyword, status) == 0)
            return _(statuses[i].word);
    return status;
}

GtkWidget *status_badge_new(void)
{
    GtkWidget *badge = gtk_label_new(NULL);

    gtk_widget_set_halign(badge, GTK_ALIGN_START);
    gtk_widget_set_valign(badge, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(badge, "badge");
    return badge;
}

void status_badge_set(GtkWidget *badge, const char *status)
{
    const char *classes[] = {"badge", status, NULL};

    gtk_widget_set_css_classes(badge, classes);
    gtk_label_set_text(GTK_LABEL(badge), status_badge_word(status));
}
