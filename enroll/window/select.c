/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "select.h"

#include "certificate_card.h"
#include "certificate_list.h"
#include "label.h"
#include "notice.h"
#include "sheet.h"
#include "status_badge.h"
#include "valux/text.h"

struct _ValuxSelectScreen {
    AdwBin parent_instance;
    ValuxSession *session;
    GtkLabel *current_text;
    GtkBox *current;
    ValuxCertificateList *list;
    GtkWidget *empty;
    GtkLabel *reason;
    GtkWidget *select;
    GtkWidget *sheet;
    GtkLabel *sheet_text;
};

G_DEFINE_TYPE(ValuxSelectScreen, valux_select_screen, ADW_TYPE_BIN)

static void on_select(ValuxSelectScreen *screen)
{
    ValuxCertificate *certificate = certificate_list_selected(screen->list);

    if (certificate != NULL)
        gtk_widget_activate_action(GTK_WIDGET(screen), "win.select", "s",
                                   certificate_facts(certificate)->serial_number);
}

static void on_sheet_done(GtkWidget *widget, const char *text)
{
    ValuxSelectScreen *screen = VALUX_SELECT_SCREEN(widget);

    gtk_label_set_text(screen->sheet_text, text);
    gtk_widget_set_visible(GTK_WIDGET(screen->sheet_text), TRUE);
}

static void on_sheet(ValuxSelectScreen *screen)
{
    ValuxCertificate *certificate = certificate_list_selected(screen->list);

    if (certificate != NULL)
        sheet_open(GTK_WIDGET(screen), certificate_facts(certificate)->serial_number,
                   certificate_facts(certificate)->nickname, on_sheet_done);
}

/* Why the certificate of the selected row can't be used. The caller frees it. */
static char *reason_against(ValuxCertificate *certificate)
{
    const struct certificate_facts *facts =
        certificate == NULL ? NULL : certificate_facts(certificate);

    if (facts == NULL)
        return g_strdup("");
    if (facts->selected)
        return g_strdup_printf(_("%s is the certificate in use already."), facts->nickname);
    if (!facts->selectable)
        return g_strdup_printf(_("%s can't be selected: %s."), facts->nickname,
                               status_badge_word(facts->status));
    return g_strdup("");
}

static void on_selected(ValuxSelectScreen *screen)
{
    ValuxCertificate *certificate = certificate_list_selected(screen->list);
    char *reason = reason_against(certificate);

    gtk_label_set_text(screen->reason, reason);
    gtk_widget_set_visible(GTK_WIDGET(screen->reason), reason[0] != '\0');
    gtk_widget_set_sensitive(screen->select, certificate != NULL && reason[0] == '\0');
    gtk_widget_set_sensitive(screen->sheet, certificate != NULL);
    gtk_widget_set_visible(GTK_WIDGET(screen->sheet_text), FALSE);
    g_free(reason);
}

static void show(ValuxSelectScreen *screen)
{
    ValuxCertificate *certificate = session_selected(screen->session);
    gboolean empty = g_list_model_get_n_items(session_certificates(screen->session)) == 0;

    notice_clear_box(screen->current);
    gtk_label_set_text(screen->current_text,
                       certificate == NULL ? _("There is no certificate in use yet.")
                                           : _("The certificate in use is the following one."));
    if (certificate != NULL) {
        GtkWidget *card = certificate_card_new();
        certificate_card_set(card, certificate);
        gtk_widget_add_css_class(card, "card");
        gtk_box_append(screen->current, card);
    }
    gtk_widget_set_visible(screen->empty, empty);
    gtk_widget_set_visible(GTK_WIDGET(screen->list), !empty);
    on_selected(screen);
}

void select_screen_focus(ValuxSelectScreen *screen)
{
    certificate_list_focus(screen->list);
}

GtkWidget *select_screen_new(ValuxSession *session)
{
    ValuxSelectScreen *screen = g_object_new(VALUX_TYPE_SELECT_SCREEN, NULL);

    screen->session = session;
    certificate_list_set_model(screen->list, session_certificates(session),
                               _("Certificates to select from"));
    g_signal_connect_swapped(screen->list, "selected", G_CALLBACK(on_selected), screen);
    g_signal_connect_object(session, "changed", G_CALLBACK(show), screen, G_CONNECT_SWAPPED);
    show(screen);
    return GTK_WIDGET(screen);
}

static void valux_select_screen_class_init(ValuxSelectScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(VALUX_TYPE_CERTIFICATE_LIST);
    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/select.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, current_text);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, current);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, list);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, empty);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, reason);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, select);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, sheet);
    gtk_widget_class_bind_template_child(widget_class, ValuxSelectScreen, sheet_text);
    gtk_widget_class_bind_template_callback(widget_class, on_select);
    gtk_widget_class_bind_template_callback(widget_class, on_sheet);
}

static void valux_select_screen_init(ValuxSelectScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
}
