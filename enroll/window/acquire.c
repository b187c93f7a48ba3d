/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquire.h"

#include "field.h"
#include "label.h"
#include "valux/text.h"

struct _ValuxAcquireScreen {
    AdwBin parent_instance;
    ValuxSession *session;
    GtkBox *notified;
    GtkBox *additional;
    GtkWidget *acquire;
    ValuxField *fields[FIELD_KIND_COUNT];
};

G_DEFINE_TYPE(ValuxAcquireScreen, valux_acquire_screen, ADW_TYPE_BIN)

static guint submit_signal;

static gboolean is_taken(ValuxAcquireScreen *screen, const char *nickname)
{
    GListModel *model = session_certificates(screen->session);
    gboolean taken = FALSE;

    for (guint i = 0; !taken && i < g_list_model_get_n_items(model); i++) {
        ValuxCertificate *certificate = g_list_model_get_item(model, i);
        taken = strcmp(certificate_facts(certificate)->nickname, nickname) == 0;
        g_object_unref(certificate);
    }
    return taken;
}

static gboolean is_complete(ValuxAcquireScreen *screen)
{
    for (int kind = 0; kind < FIELD_KIND_COUNT; kind++)
        if (!field_is_right(screen->fields[kind]))
            return FALSE;
    return TRUE;
}

static void on_changed(ValuxAcquireScreen *screen)
{
    ValuxField *nickname = screen->fields[FIELD_NICKNAME];

    field_set_objection(nickname, is_taken(screen, field_text(nickname))
                                      ? _("There is a certificate with this nickname already.")
                                      : NULL);
    gtk_widget_set_sensitive(screen->acquire, is_complete(screen));
}

static void on_acquire(ValuxAcquireScreen *screen)
{
    if (is_complete(screen))
        g_signal_emit(screen, submit_signal, 0);
}

void acquire_screen_input(ValuxAcquireScreen *screen, struct acquire_input *input)
{
    *input = (struct acquire_input){
        .company_id = field_text(screen->fields[FIELD_COMPANY_ID]),
        .certificate_id = field_text(screen->fields[FIELD_CERTIFICATE_ID]),
        .nickname = field_text(screen->fields[FIELD_NICKNAME]),
        .one_time_password = field_text(screen->fields[FIELD_ONE_TIME_PASSWORD]),
        .passphrase = field_text(screen->fields[FIELD_PASSPHRASE]),
    };
}

void acquire_screen_forget_secrets(ValuxAcquireScreen *screen)
{
    field_clear(screen->fields[FIELD_ONE_TIME_PASSWORD]);
    field_clear(screen->fields[FIELD_PASSPHRASE]);
}

void acquire_screen_clear(ValuxAcquireScreen *screen)
{
    for (int kind = 0; kind < FIELD_KIND_COUNT; kind++)
        field_clear(screen->fields[kind]);
}

void acquire_screen_focus(ValuxAcquireScreen *screen)
{
    for (int kind = 0; kind < FIELD_KIND_COUNT; kind++)
        if (!field_is_right(screen->fields[kind])) {
            field_focus(screen->fields[kind]);
            return;
        }
}

GtkWidget *acquire_screen_new(ValuxSession *session)
{
    ValuxAcquireScreen *screen = g_object_new(VALUX_TYPE_ACQUIRE_SCREEN, NULL);

    screen->session = session;
    for (enum field_kind kind = 0; kind < FIELD_KIND_COUNT; kind++) {
        ValuxField *field = field_new(kind);
        screen->fields[kind] = field;
        gtk_box_append(kind == FIELD_NICKNAME ? screen->additional : screen->notified,
                       GTK_WIDGET(field));
        g_signal_connect_swapped(field, "changed", G_CALLBACK(on_changed), screen);
    }
    return GTK_WIDGET(screen);
}

static void valux_acquire_screen_class_init(ValuxAcquireScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    submit_signal = g_signal_new("submit", VALUX_TYPE_ACQUIRE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/acquire.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxAcquireScreen, notified);
    gtk_widget_class_bind_template_child(widget_class, ValuxAcquireScreen, additional);
    gtk_widget_class_bind_template_child(widget_class, ValuxAcquireScreen, acquire);
    gtk_widget_class_bind_template_callback(widget_class, on_acquire);
}

static void valux_acquire_screen_init(ValuxAcquireScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
}
