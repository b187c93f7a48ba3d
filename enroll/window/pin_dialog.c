/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin_dialog.h"

#include <string.h>

#include "dialog.h"
#include "label.h"
#include "secret_entry.h"
#include "valux/text.h"

#define LENGTH_MIN 6   /* characters of a PIN that is set */
#define LENGTH_MAX 128 /* bytes of a PIN */

struct question {
    GtkWidget *pin;
    GtkWidget *again;        /* of a new one, or NULL */
    GtkWidget *complaint;    /* likewise */
    struct command *command; /* that asks, or NULL */
    char *custody;
    pin_dialog_set *set;
    void *data; /* for `set` */
};

static struct question *question_of(GtkWidget *dialog)
{
    return g_object_get_data(G_OBJECT(dialog), "question");
}

static void free_question(gpointer data)
{
    struct question *question = data;

    g_free(question->custody);
    g_free(question);
}

static void on_changed(GtkWidget *dialog)
{
    const struct question *question = question_of(dialog);

    dialog_allow(dialog, secret_entry_text(question->pin)[0] != '\0');
}

/* Why the new PIN can't be set yet. */
static const char *complaint(const struct question *question)
{
    const char *pin = secret_entry_text(question->pin);

    if (g_utf8_strlen(pin, -1) < LENGTH_MIN)
        return _("A PIN has 6 to 128 characters.");
    if (strlen(pin) > LENGTH_MAX)
        return _("The PIN is too long.");
    if (strcmp(pin, secret_entry_text(question->again)) != 0)
        return _("The two entries differ.");
    return "";
}

static void on_new_changed(GtkWidget *dialog)
{
    const struct question *question = question_of(dialog);
    const char *text = complaint(question);

    gtk_label_set_text(GTK_LABEL(question->complaint), text);
    dialog_allow(dialog, text[0] == '\0');
}

static void on_response(GtkWidget *dialog, const char *response)
{
    const struct question *question = question_of(dialog);
    gboolean goes_on = strcmp(response, DIALOG_GO_ON) == 0;
    const char *pin = secret_entry_text(question->pin);

    if (question->command != NULL)
        command_answer_pin(question->command, goes_on ? pin : NULL);
    else if (goes_on)
        question->set(question->data, question->custody, pin);
    secret_entry_wipe(question->pin);
    if (question->again != NULL)
        secret_entry_wipe(question->again);
}

static GtkWidget *new_dialog(GtkWindow *window, const struct dialog_text *text, GtkWidget *box,
                             struct question *question)
{
    GtkWidget *dialog = dialog_new(window, text, box);

    g_object_set_data_full(G_OBJECT(dialog), "question", question, free_question);
    dialog_allow(dialog, FALSE);
    g_signal_connect(dialog, "response", G_CALLBACK(on_response), NULL);
    return dialog;
}

/* The entries' own signals, since an entry of secrets tells no change of its text. */
static void follow(GtkWidget *entry, GtkWidget *dialog, GCallback changed)
{
    g_signal_connect_swapped(gtk_editable_get_delegate(GTK_EDITABLE(entry)), "changed", changed,
                             dialog);
}

void pin_dialog_follow(GtkWidget **dialog, GtkWidget *widget, const cJSON *line,
                       struct command *command)
{
    if (strcmp(answer_text(line, "step"), "pin") != 0 || *dialog != NULL)
        return;
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    struct question *question = g_new0(struct question, 1);
    question->pin = label_add_entry(box, _("_PIN of the keys"), secret_entry_new(), LENGTH_MAX);
    question->command = command;
    const struct dialog_text text = {_("PIN of the keys"), answer_text(line, "message"),
                                     _("_Cancel"), _("_Go on")};
    *dialog = new_dialog(GTK_WINDOW(gtk_widget_get_root(widget)), &text, box, question);
    follow(question->pin, *dialog, G_CALLBACK(on_changed));
    g_object_add_weak_pointer(G_OBJECT(*dialog), (gpointer *)dialog);
    dialog_show(*dialog, question->pin);
}

void pin_dialog_end(GtkWidget **dialog)
{
    if (*dialog == NULL)
        return;
    g_signal_handlers_disconnect_by_func(*dialog, G_CALLBACK(on_response), NULL);
    gtk_window_destroy(GTK_WINDOW(*dialog));
}

/* What is lost for good, and when. */
static char *new_pin_message(gboolean in_tpm)
{
    const char *forgotten =
        _("Nobody can give a forgotten PIN back, neither an administrator nor the VALUX centre: "
          "the keys are lost then, and certificates have to be acquired anew with a new letter.");

    if (!in_tpm)
        return g_strdup(forgotten);
    return g_strconcat(
        forgotten, "\n\n",
        _("A TPM that is cleared, as a reset of the firmware can do, or replaced takes all keys of "
          "this store with it, also those that were made before. Certificates have to be acquired "
          "anew then, with a new letter."),
        NULL);
}

void pin_dialog_ask_new(GtkWindow *window, const char *custody, pin_dialog_set *set, void *data)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
    struct question *question = g_new0(struct question, 1);

    question->pin = label_add_entry(box, _("_New PIN"), secret_entry_new(), LENGTH_MAX);
    question->again =
        label_add_entry(box, _("The new PIN _once more"), secret_entry_new(), LENGTH_MAX);
    question->complaint = label_paragraph("");
    gtk_box_append(GTK_BOX(box), question->complaint);
    question->custody = g_strdup(custody);
    question->set = set;
    question->data = data;
    char *message = new_pin_message(strcmp(custody, "tpm-pin") == 0);
    const struct dialog_text text = {_("A new PIN for the keys"), message, _("_Cancel"),
                                     _("_Set the PIN")};
    GtkWidget *dialog = new_dialog(window, &text, box, question);
    g_free(message);
    follow(question->pin, dialog, G_CALLBACK(on_new_changed));
    follow(question->again, dialog, G_CALLBACK(on_new_changed));
    on_new_changed(dialog);
    dialog_show(dialog, question->pin);
}
