/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "custody.h"

#include <string.h>

#include "label.h"
#include "notice.h"
#include "valux/custody_words.h"
#include "valux/text.h"

static const struct {
    const char *custody;
    const char *words;   /* to be translated */
    const char *with;    /* the custody that has a PIN besides */
    const char *without; /* the one that has none; NULL if this has none */
} custodies[] = {
    {"sealed", VALUX_CUSTODY_WORDS_SEALED, "pin", NULL},
    {"pin", VALUX_CUSTODY_WORDS_PIN, "pin", "sealed"},
    {"tpm", VALUX_CUSTODY_WORDS_TPM, "tpm-pin", NULL},
    {"tpm-pin", VALUX_CUSTODY_WORDS_TPM_PIN, "tpm-pin", "tpm"},
};

/* Its place in the table; the table's length if there is none. */
static size_t find(const char *custody)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(custodies) && strcmp(custodies[i].custody, custody) != 0)
        i++;
    return i;
}

const char *custody_words(const char *custody)
{
    size_t i = find(custody);

    return i == G_N_ELEMENTS(custodies) ? "" : _(custodies[i].words);
}

static void add_button(GtkBox *box, const char *text, const char *custody)
{
    GtkWidget *button = gtk_button_new_with_mnemonic(text);

    gtk_widget_set_halign(button, GTK_ALIGN_START);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.custody");
    gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", custody);
    gtk_box_append(box, button);
}

/* A button for each change that the administrator allows. */
static void add_buttons(GtkBox *box, size_t i, const char *demanded)
{
    gboolean free = demanded[0] == '\0';

    if (custodies[i].without == NULL) {
        if (free)
            add_button(box, _("Set a _PIN …"), custodies[i].with);
        return;
    }
    add_button(box, _("Change the _PIN …"), custodies[i].with);
    if (free)
        add_button(box, _("Re_move the PIN"), custodies[i].without);
}

gboolean custody_is_refused(ValuxSession *session)
{
    const char *demanded = session_custody_demanded(session);

    return demanded[0] != '\0' && strcmp(demanded, session_custody(session)) != 0;
}

const char *custody_before_certificates(ValuxSession *session)
{
    const char *configured = answer_text(session_configuration(session), "custody");
    gboolean is_new = g_list_model_get_n_items(session_certificates(session)) == 0;

    if (custody_is_refused(session))
        return session_custody_demanded(session);
    return is_new && session_custody_has_pin(configured) &&
                   !session_custody_has_pin(session_custody(session))
               ? configured
               : "";
}

GtkWidget *custody_notice_new(ValuxSession *session)
{
    const char *demanded = session_custody_demanded(session);
    char *message = g_strdup_printf(_("What is demanded: %s Until then no certificate is acquired "
                                      "or renewed."),
                                    custody_words(demanded));
    const struct notice_text text = {
        .title = _("The administrator demands another protection of the keys."),
        .message = message,
    };
    GtkWidget *notice = notice_new(NOTICE_WARNING, &text);

    notice_add_button(notice, _("Change the _protection …"), "", "win.custody", demanded);
    g_free(message);
    return notice;
}

void custody_fill_box(GtkBox *box, ValuxSession *session)
{
    size_t i = find(session_custody(session));
    const char *demanded = session_custody_demanded(session);

    notice_clear_box(box);
    if (i == G_N_ELEMENTS(custodies))
        return;
    gtk_box_append(box, label_paragraph(_(custodies[i].words)));
    if (custody_is_refused(session)) {
        gtk_box_append(box, custody_notice_new(session));
        return;
    }
    if (demanded[0] != '\0')
        gtk_box_append(box, label_paragraph(_("The administrator demands this protection.")));
    add_buttons(box, i, demanded);
    label_name_buttons(GTK_WIDGET(box));
}
