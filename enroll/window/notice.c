/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "notice.h"

#include "label.h"
#include "valux/text.h"

static const struct {
    const char *icon;
    const char *class;
} looks[] = {
    [NOTICE_INFORMATION] = {"dialog-information-symbolic", "information"},
    [NOTICE_WARNING] = {"dialog-warning-symbolic", "caution"},
    [NOTICE_ERROR] = {"dialog-error-symbolic", "failure"},
};

static void add_text(GtkWidget *box, const char *text, const char *class)
{
    if (text == NULL || text[0] == '\0')
        return;
    GtkWidget *label = label_paragraph(text);
    gtk_label_set_selectable(GTK_LABEL(label), TRUE);
    /* Tab goes past it. A selectable label that is only not focusable would hold the Tab key. */
    gtk_widget_set_can_focus(label, FALSE);
    if (class != NULL)
        gtk_widget_add_css_class(label, class);
    gtk_box_append(GTK_BOX(box), label);
}

GtkWidget *notice_new(enum notice_kind kind, const struct notice_text *text)
{
    GtkWidget *notice = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *icon = gtk_image_new_from_icon_name(looks[kind].icon);
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    char *contact = text->contact == NULL || text->contact[0] == '\0'
                        ? NULL
                        : g_strdup_printf(_("VALUX centre: %s"), text->contact);

    gtk_widget_add_css_class(notice, "notice");
    gtk_widget_add_css_class(notice, looks[kind].class);
    gtk_widget_set_valign(icon, GTK_ALIGN_START);
    gtk_widget_set_hexpand(column, TRUE);
    add_text(column, text->title, "heading");
    add_text(column, text->message, NULL);
    add_text(column, text->advice, NULL);
    add_text(column, contact, NULL);
    g_free(contact);
    gtk_box_append(GTK_BOX(notice), icon);
    gtk_box_append(GTK_BOX(notice), column);
    return notice;
}

GtkWidget *notice_new_failure(const struct answer_failure *failure)
{
    const struct notice_text text = {
        .title = failure->message,
        .advice = failure->advice,
        .contact = failure->contact,
    };

    return notice_new(NOTICE_ERROR, &text);
}

void notice_add_button(GtkWidget *notice, const char *label, const char *subject,
                       const char *action, const char *target)
{
    GtkWidget *column = gtk_widget_get_last_child(notice);
    GtkWidget *button = gtk_button_new_with_mnemonic(label);
    char *plain = label_plain(label);
    char *name = subject[0] == '\0' ? g_strdup(plain) : g_strdup_printf("%s: %s", plain, subject);

    gtk_widget_set_halign(button, GTK_ALIGN_START);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", target);
    label_wrap_button(button);
    label_name(button, name);
    gtk_box_append(GTK_BOX(column), button);
    g_free(name);
    g_free(plain);
}

void notice_clear_box(GtkBox *box)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child(GTK_WIDGET(box))) != NULL)
        gtk_box_remove(box, child);
}
