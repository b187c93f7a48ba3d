/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "menu.h"

#include "certificate_card.h"
#include "custody.h"
#include "label.h"
#include "notice.h"
#include "valux/text.h"

struct _ValuxMenuScreen {
    AdwBin parent_instance;
    ValuxSession *session;
    GtkBox *notices;
    GtkBox *current;
    GtkWidget *ways; /* a box of buttons, each with the label of its title in a box */
};

G_DEFINE_TYPE(ValuxMenuScreen, valux_menu_screen, ADW_TYPE_BIN)

static void add_failure(ValuxMenuScreen *screen)
{
    const struct answer_failure *failure = session_failure(screen->session);

    if (failure == NULL)
        return;
    GtkWidget *notice = notice_new_failure(failure);
    notice_add_button(notice, _("Tr_y again"), "", "win.refresh", "");
    gtk_box_append(screen->notices, notice);
}

static void add_unfinished(ValuxMenuScreen *screen, const cJSON *request)
{
    const char *nickname = answer_text(request, "nickname");
    gboolean renewal = strcmp(answer_text(request, "kind"), "renewal") == 0;
    gboolean resumable = answer_flag(request, "resumable");
    char *title = g_strdup_printf(renewal ? _("The renewal of %s has not ended yet.")
                                          : _("The acquisition of %s has not ended yet."),
                                  nickname);
    const struct notice_text text = {
        .title = title,
        .message = resumable ? _("Nothing is lost. No second one-time password is needed.")
                             : _("Nothing is lost. Enter the same company ID, certificate ID, "
                                 "one-time password and passphrase again."),
    };
    GtkWidget *notice = notice_new(NOTICE_INFORMATION, &text);

    if (resumable)
        notice_add_button(notice, _("_Go on"), nickname, "win.resume",
                          answer_text(request, "requestId"));
    else
        notice_add_button(notice, _("_Go on"), nickname, "win.show", "acquire");
    gtk_box_append(screen->notices, notice);
    g_free(title);
}

/* An old certificate that is past its expiry, and that nobody uses, needs nothing from anybody. */
static gboolean matters(const cJSON *alarm)
{
    return answer_flag(alarm, "renewable") || answer_flag(alarm, "selected");
}

static void add_alarm(ValuxMenuScreen *screen, const cJSON *alarm)
{
    if (!matters(alarm))
        return;
    const struct notice_text text = {
        .title = answer_text(alarm, "summary"),
        .message = answer_text(alarm, "message"),
    };
    GtkWidget *notice = notice_new(NOTICE_WARNING, &text);

    if (answer_flag(alarm, "renewable"))
        notice_add_button(notice, _("_Renew now"), answer_text(alarm, "nickname"), "win.renew",
                          answer_text(alarm, "serialNumber"));
    gtk_box_append(screen->notices, notice);
}

/* Says of each certificate that it was renewed automatically, for some days. */
static void add_renewed(ValuxMenuScreen *screen)
{
    GListModel *certificates = session_certificates(screen->session);

    for (guint i = 0; i < g_list_model_get_n_items(certificates); i++) {
        ValuxCertificate *certificate = g_list_model_get_item(certificates, i);
        const struct certificate_facts *facts = certificate_facts(certificate);
        if (facts->renewed != NULL) {
            char *title = g_strdup_printf(_("The certificate %s was renewed automatically on %s."),
                                          facts->nickname, facts->renewed);
            const struct notice_text text = {.title = title,
                                             .message = _("Nothing is left to do.")};
            gtk_box_append(screen->notices, notice_new(NOTICE_INFORMATION, &text));
            g_free(title);
        }
        g_object_unref(certificate);
    }
}

/* Says whether programs can use keys that are under a PIN, with the button that changes it. */
static void add_lock(ValuxMenuScreen *screen)
{
    gboolean locked = session_is_locked(screen->session);
    const struct notice_text text = {
        .title = locked ? _("The keys are locked.") : _("The keys are unlocked."),
        .message = locked ? _("Programs can use the certificate after the PIN was given.") : NULL,
    };

    if (!session_custody_has_pin(session_custody(screen->session)))
        return;
    GtkWidget *notice = notice_new(locked ? NOTICE_WARNING : NOTICE_INFORMATION, &text);
    if (locked)
        notice_add_button(notice, _("_Unlock …"), "", "win.lock", "unlock");
    else
        notice_add_button(notice, _("_Lock now"), "", "win.lock", "lock");
    gtk_box_append(screen->notices, notice);
}

static void show_current(ValuxMenuScreen *screen)
{
    ValuxCertificate *certificate = session_selected(screen->session);

    notice_clear_box(screen->current);
    if (!session_is_known(screen->session))
        return;
    if (certificate == NULL) {
        GtkWidget *label = label_paragraph(_("There is no certificate in use yet."));
        gtk_widget_add_css_class(label, "quiet");
        gtk_box_append(screen->current, label);
        return;
    }
    GtkWidget *card = certificate_card_new();
    certificate_card_set(card, certificate);
    gtk_widget_add_css_class(card, "card");
    gtk_box_append(screen->current, card);
}

static void show(ValuxMenuScreen *screen)
{
    const cJSON *item;

    notice_clear_box(screen->notices);
    add_failure(screen);
    if (custody_is_refused(screen->session))
        gtk_box_append(screen->notices, custody_notice_new(screen->session));
    add_lock(screen);
    cJSON_ArrayForEach(item, session_unfinished(screen->session)) add_unfinished(screen, item);
    cJSON_ArrayForEach(item, session_alarms(screen->session)) add_alarm(screen, item);
    add_renewed(screen);
    label_keep_first_mnemonics(GTK_WIDGET(screen->notices));
    gtk_widget_set_visible(GTK_WIDGET(screen->notices),
                           gtk_widget_get_first_child(GTK_WIDGET(screen->notices)) != NULL);
    show_current(screen);
}

GtkWidget *menu_screen_new(ValuxSession *session)
{
    ValuxMenuScreen *screen = g_object_new(VALUX_TYPE_MENU_SCREEN, NULL);

    screen->session = session;
    g_signal_connect_object(session, "changed", G_CALLBACK(show), screen, G_CONNECT_SWAPPED);
    show(screen);
    return GTK_WIDGET(screen);
}

static void valux_menu_screen_class_init(ValuxMenuScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/menu.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxMenuScreen, notices);
    gtk_widget_class_bind_template_child(widget_class, ValuxMenuScreen, current);
    gtk_widget_class_bind_template_child(widget_class, ValuxMenuScreen, ways);
}

/* The first label below a widget. */
static GtkLabel *first_label(GtkWidget *widget)
{
    GtkLabel *label = GTK_IS_LABEL(widget) ? GTK_LABEL(widget) : NULL;

    for (GtkWidget *child = gtk_widget_get_first_child(widget); label == NULL && child != NULL;
         child = gtk_widget_get_next_sibling(child))
        label = first_label(child);
    return label;
}

static void valux_menu_screen_init(ValuxMenuScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    for (GtkWidget *way = gtk_widget_get_first_child(screen->ways); way != NULL;
         way = gtk_widget_get_next_sibling(way)) {
        GtkLabel *title = first_label(way);
        char *plain = label_plain(gtk_label_get_label(title));
        gtk_label_set_mnemonic_widget(title, way);
        label_name(way, plain);
        g_free(plain);
    }
}
