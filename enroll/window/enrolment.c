/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "enrolment.h"

#include "certificate_list.h"
#include "label.h"
#include "valux/text.h"

struct _ValuxEnrolmentScreen {
    AdwBin parent_instance;
    ValuxCertificateList *list;
    GtkWidget *empty;
    GtkWidget *renew;
    GListModel *model; /* the certificates that can be renewed */
};

G_DEFINE_TYPE(ValuxEnrolmentScreen, valux_enrolment_screen, ADW_TYPE_BIN)

static gboolean is_renewable(gpointer item, gpointer data)
{
    (void)data;
    return certificate_facts(item)->renewable;
}

static void on_renew(ValuxEnrolmentScreen *screen)
{
    ValuxCertificate *certificate = certificate_list_selected(screen->list);

    if (certificate != NULL)
        gtk_widget_activate_action(GTK_WIDGET(screen), "win.renew", "s",
                                   certificate_facts(certificate)->serial_number);
}

static void on_selected(ValuxEnrolmentScreen *screen)
{
    gtk_widget_set_sensitive(screen->renew, certificate_list_selected(screen->list) != NULL);
}

static void on_filled(ValuxEnrolmentScreen *screen)
{
    gboolean empty = g_list_model_get_n_items(screen->model) == 0;

    gtk_widget_set_visible(screen->empty, empty);
    gtk_widget_set_visible(GTK_WIDGET(screen->list), !empty);
}

void enrolment_screen_select(ValuxEnrolmentScreen *screen, const char *serial_number)
{
    certificate_list_select(screen->list, serial_number);
}

GtkWidget *enrolment_screen_new(ValuxSession *session)
{
    ValuxEnrolmentScreen *screen = g_object_new(VALUX_TYPE_ENROLMENT_SCREEN, NULL);
    GtkFilter *filter = GTK_FILTER(gtk_custom_filter_new(is_renewable, NULL, NULL));

    screen->model = G_LIST_MODEL(
        gtk_filter_list_model_new(g_object_ref(session_certificates(session)), filter));
    certificate_list_set_model(screen->list, screen->model, _("Certificates to renew"));
    g_signal_connect_swapped(screen->list, "selected", G_CALLBACK(on_selected), screen);
    g_signal_connect_object(screen->model, "items-changed", G_CALLBACK(on_filled), screen,
                            G_CONNECT_SWAPPED);
    on_filled(screen);
    return GTK_WIDGET(screen);
}

static void valux_enrolment_screen_dispose(GObject *object)
{
    g_clear_object(&VALUX_ENROLMENT_SCREEN(object)->model);
    G_OBJECT_CLASS(valux_enrolment_screen_parent_class)->dispose(object);
}

static void valux_enrolment_screen_class_init(ValuxEnrolmentScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = valux_enrolment_screen_dispose;
    g_type_ensure(VALUX_TYPE_CERTIFICATE_LIST);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/jp/valux/Certificates/enrolment.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxEnrolmentScreen, list);
    gtk_widget_class_bind_template_child(widget_class, ValuxEnrolmentScreen, empty);
    gtk_widget_class_bind_template_child(widget_class, ValuxEnrolmentScreen, renew);
    gtk_widget_class_bind_template_callback(widget_class, on_renew);
}

static void valux_enrolment_screen_init(ValuxEnrolmentScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
}
