/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "checkup.h"

#include <string.h>

#include "command.h"
#include "label.h"
#include "notice.h"
#include "pin_dialog.h"
#include "proxy_dialog.h"
#include "valux/text.h"

struct _ValuxCheckupScreen {
    AdwBin parent_instance;
    GtkWidget *busy;
    GtkSpinner *spinner;
    GtkBox *findings;
    GtkWidget *look;
    struct command *command; /* that runs now, or NULL */
    GtkWidget *proxy_dialog; /* NULL if it is not open */
    GtkWidget *pin_dialog;   /* likewise */
};

G_DEFINE_TYPE(ValuxCheckupScreen, valux_checkup_screen, ADW_TYPE_BIN)

static void set_busy(ValuxCheckupScreen *screen, gboolean busy)
{
    gtk_widget_set_visible(screen->busy, busy);
    gtk_spinner_set_spinning(screen->spinner, busy);
    gtk_widget_set_sensitive(screen->look, !busy);
    gtk_widget_set_sensitive(GTK_WIDGET(screen->findings), !busy);
}

static void run(ValuxCheckupScreen *screen, const char *const *arguments,
                const struct command_calls *calls)
{
    if (screen->command != NULL)
        return;
    set_busy(screen, TRUE);
    screen->command = command_start(arguments, NULL, calls);
}

static void end_dialogs(ValuxCheckupScreen *screen)
{
    proxy_dialog_end(&screen->proxy_dialog);
    pin_dialog_end(&screen->pin_dialog);
}

static void on_progress(const cJSON *line, void *data)
{
    ValuxCheckupScreen *screen = data;

    proxy_dialog_follow(&screen->proxy_dialog, GTK_WIDGET(screen), line, screen->command);
    pin_dialog_follow(&screen->pin_dialog, GTK_WIDGET(screen), line, screen->command);
}

static void on_remedy_done(const struct answer *answer, void *data)
{
    ValuxCheckupScreen *screen = data;

    screen->command = NULL;
    end_dialogs(screen);
    set_busy(screen, FALSE);
    if (answer->succeeded)
        checkup_screen_look(screen);
    else
        gtk_box_prepend(screen->findings, notice_new_failure(&answer->failure));
}

/* What a remedy may ask while it runs, by its command. */
static unsigned questions_of(const char *command)
{
    if (strcmp(command, "resume") == 0 || strcmp(command, "renew") == 0)
        return COMMAND_ASKS_PROXY | COMMAND_ASKS_PIN;
    return strcmp(command, "repair") == 0 ? COMMAND_ASKS_PIN : 0;
}

static void on_remedy(GtkButton *button, ValuxCheckupScreen *screen)
{
    const char *const *arguments = g_object_get_data(G_OBJECT(button), "arguments");
    unsigned questions = questions_of(arguments[0]);
    const struct command_calls calls = {
        .progress = questions == 0 ? NULL : on_progress,
        .questions = questions,
        .done = on_remedy_done,
        .data = screen,
    };

    run(screen, arguments, &calls);
}

/* The words of a remedy, NULL if it has none. The caller frees them. */
static char **remedy_words(const cJSON *remedy)
{
    GPtrArray *words = g_ptr_array_new();
    const cJSON *word;

    cJSON_ArrayForEach(word, remedy) if (cJSON_IsString(word))
        g_ptr_array_add(words, g_strdup(word->valuestring));
    gboolean empty = words->len == 0;
    g_ptr_array_add(words, NULL);
    char **list = (char **)g_ptr_array_free(words, FALSE);
    if (!empty)
        return list;
    g_strfreev(list);
    return NULL;
}

static void add_remedy(ValuxCheckupScreen *screen, GtkWidget *notice, const cJSON *finding)
{
    char **words = remedy_words(answer_array(finding, "remedy"));

    if (words == NULL)
        return;
    GtkWidget *button = gtk_button_new_with_mnemonic(_("_Mend it"));
    char *name = g_strdup_printf(_("Mend it: %s"), answer_text(finding, "message"));
    gtk_widget_set_halign(button, GTK_ALIGN_START);
    label_wrap_button(button);
    label_name(button, name);
    g_object_set_data_full(G_OBJECT(button), "arguments", words, (GDestroyNotify)g_strfreev);
    g_signal_connect(button, "clicked", G_CALLBACK(on_remedy), screen);
    gtk_box_append(GTK_BOX(gtk_widget_get_last_child(notice)), button);
    g_free(name);
}

static void add_finding(ValuxCheckupScreen *screen, const cJSON *finding)
{
    const char *verdict = answer_text(finding, "verdict");
    gboolean wrong = strcmp(verdict, "wrong") == 0;
    gboolean right = strcmp(verdict, "right") == 0;
    const struct notice_text text = {
        .title = wrong   ? _("Something is wrong")
                 : right ? _("All right")
                         : _("Good to know"),
        .message = answer_text(finding, "message"),
    };
    GtkWidget *notice = notice_new(wrong ? NOTICE_ERROR : NOTICE_INFORMATION, &text);

    if (right)
        gtk_image_set_from_icon_name(GTK_IMAGE(gtk_widget_get_first_child(notice)),
                                     "object-select-symbolic");
    add_remedy(screen, notice, finding);
    gtk_box_append(screen->findings, notice);
}

static void on_looked(const struct answer *answer, void *data)
{
    ValuxCheckupScreen *screen = data;
    const cJSON *findings = answer_array(answer->document, "findings");
    const cJSON *finding;

    screen->command = NULL;
    end_dialogs(screen);
    set_busy(screen, FALSE);
    notice_clear_box(screen->findings);
    if (findings == NULL && answer->failure.message != NULL)
        gtk_box_append(screen->findings, notice_new_failure(&answer->failure));
    cJSON_ArrayForEach(finding, findings) add_finding(screen, finding);
    label_keep_first_mnemonics(GTK_WIDGET(screen->findings));
}

void checkup_screen_look(ValuxCheckupScreen *screen)
{
    const struct command_calls calls = {.progress = on_progress,
                                        .done = on_looked,
                                        .data = screen,
                                        .questions = COMMAND_ASKS_PROXY};

    run(screen, (const char *const[]){"doctor", "--connect", NULL}, &calls);
}

GtkWidget *checkup_screen_new(void)
{
    return g_object_new(VALUX_TYPE_CHECKUP_SCREEN, NULL);
}

static void valux_checkup_screen_dispose(GObject *object)
{
    end_dialogs(VALUX_CHECKUP_SCREEN(object));
    g_clear_pointer(&VALUX_CHECKUP_SCREEN(object)->command, command_leave);
    G_OBJECT_CLASS(valux_checkup_screen_parent_class)->dispose(object);
}

static void valux_checkup_screen_class_init(ValuxCheckupScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = valux_checkup_screen_dispose;
    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/checkup.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxCheckupScreen, busy);
    gtk_widget_class_bind_template_child(widget_class, ValuxCheckupScreen, spinner);
    gtk_widget_class_bind_template_child(widget_class, ValuxCheckupScreen, findings);
    gtk_widget_class_bind_template_child(widget_class, ValuxCheckupScreen, look);
    gtk_widget_class_bind_template_callback(widget_class, checkup_screen_look);
}

static void valux_checkup_screen_init(ValuxCheckupScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
}
