/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy_dialog.h"

#include <string.h>

#include "dialog.h"
#include "label.h"
#include "secret_entry.h"
#include "valux/text.h"

#define LENGTH_MAX 255 /* characters of a user and of a password */

struct question {
    GtkWidget *user;
    GtkWidget *password;
    struct command *command;
};

static const char *text_of(GtkWidget *entry)
{
    return gtk_editable_get_text(GTK_EDITABLE(entry));
}

/* The line that the command reads ends the user at the first colon. */
static void on_changed(GtkWidget *dialog)
{
    const struct question *question = g_object_get_data(G_OBJECT(dialog), "question");
    const char *user = text_of(question->user);

    dialog_allow(dialog, user[0] != '\0' && strchr(user, ':') == NULL);
}

static void on_response(GtkWidget *dialog, const char *response)
{
    const struct question *question = g_object_get_data(G_OBJECT(dialog), "question");

    if (strcmp(response, DIALOG_GO_ON) == 0)
        command_answer_proxy(question->command, text_of(question->user),
                             secret_entry_text(question->password));
    else
        command_answer_proxy(question->command, NULL, NULL);
    secret_entry_wipe(question->password);
}

static GtkWidget *new_dialog(GtkWindow *window, const char *message, struct command *command)
{
    const struct dialog_text text = {_("The proxy asks who you are"), message, _("_Cancel"),
                                     _("_Go on")};
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    struct question *question = g_new0(struct question, 1);

    *question = (struct question){
        .user = label_add_entry(box, _("_User of the proxy"), gtk_entry_new(), LENGTH_MAX),
        .password =
            label_add_entry(box, _("_Password of the proxy"), secret_entry_new(), LENGTH_MAX),
        .command = command,
    };
    gtk_box_append(GTK_BOX(box), label_paragraph(_("Both go to the proxy alone and are not kept. "
                                                   "What was begun goes on then.")));
    GtkWidget *dialog = dialog_new(window, &text, box);
    g_object_set_data_full(G_OBJECT(dialog), "question", question, g_free);
    g_signal_connect_swapped(question->user, "changed", G_CALLBACK(on_changed), dialog);
    g_signal_connect(dialog, "response", G_CALLBACK(on_response), NULL);
    on_changed(dialog);
    dialog_show(dialog, question->user);
    return dialog;
}

void proxy_dialog_follow(GtkWidget **dialog, GtkWidget *widget, const cJSON *line,
                         struct command *command)
{
    if (strcmp(answer_text(line, "step"), "proxyLogin") != 0 || *dialog != NULL)
        return;
    *dialog =
        new_dialog(GTK_WINDOW(gtk_widget_get_root(widget)), answer_text(line, "message"), command);
    g_object_add_weak_pointer(G_OBJECT(*dialog), (gpointer *)dialog);
}

void proxy_dialog_end(GtkWidget **dialog)
{
    if (*dialog == NULL)
        return;
    g_signal_handlers_disconnect_by_func(*dialog, G_CALLBACK(on_response), NULL);
    gtk_window_destroy(GTK_WINDOW(*dialog));
}
