/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "operation.h"

#include <string.h>

#include "command.h"
#include "custody.h"
#include "pin_dialog.h"
#include "proxy_dialog.h"
#include "valux/text.h"

enum kind {
    ACQUISITION,
    RENEWAL,
    RESUMED_ACQUISITION,
    RESUMED_RENEWAL,
    SELECTION,
    UNLOCK,
    LOCK,
    CUSTODY
};

struct operation {
    ValuxProgressScreen *progress;
    ValuxResultScreen *result;
    struct operation_calls calls;
    struct command *command; /* NULL if nothing runs */
    GtkWidget *proxy_dialog; /* NULL if it is not open */
    GtkWidget *pin_dialog;   /* likewise */
    enum kind kind;
    bool stopping; /* the person wants it to end */
};

/* What is shown while it runs, where it fails, and the screen to go back to then. */
static const struct {
    const char *running;
    const char *failed;
    const char *back;
} texts[] = {
    [ACQUISITION] = {N_("The certificate is being acquired"),
                     N_("The certificate could not be acquired"), "acquire"},
    [RENEWAL] = {N_("The certificate is being renewed"), N_("The certificate could not be renewed"),
                 "enrolment"},
    [RESUMED_ACQUISITION] = {N_("The acquisition goes on"),
                             N_("The acquisition could not be brought to its end"), "menu"},
    [RESUMED_RENEWAL] = {N_("The renewal goes on"),
                         N_("The renewal could not be brought to its end"), "menu"},
    [SELECTION] = {N_("The certificate is being selected"),
                   N_("The certificate could not be selected"), "select"},
    [UNLOCK] = {N_("The keys are being unlocked"), N_("The keys could not be unlocked"), "menu"},
    [LOCK] = {N_("The keys are being locked"), N_("The keys could not be locked"), "menu"},
    [CUSTODY] = {N_("The protection of the keys is being changed"),
                 N_("The protection of the keys could not be changed"), "settings"},
};

/* What each may ask while it runs. */
static const unsigned questions[] = {
    [ACQUISITION] = COMMAND_ASKS_PROXY | COMMAND_ASKS_PIN,
    [RENEWAL] = COMMAND_ASKS_PROXY | COMMAND_ASKS_PIN,
    [RESUMED_ACQUISITION] = COMMAND_ASKS_PROXY | COMMAND_ASKS_PIN,
    [RESUMED_RENEWAL] = COMMAND_ASKS_PROXY | COMMAND_ASKS_PIN,
    [SELECTION] = 0,
    [UNLOCK] = COMMAND_ASKS_PIN,
    [LOCK] = 0,
    [CUSTODY] = COMMAND_ASKS_PIN,
};

static void show_acquired(struct operation *operation, const cJSON *certificate)
{
    char *title = g_strdup_printf(_("The certificate %s has been acquired."),
                                  answer_text(certificate, "nickname"));
    bool selected = answer_flag(certificate, "selected");

    result_screen_show_success(
        operation->result, title,
        selected ? _("It is the certificate in use. Programs offer it from now on.")
                 : _("It is not in use yet. Press OK, and select it on the next screen to use it."),
        selected ? "menu" : "select");
    g_free(title);
}

static void show_renewed(struct operation *operation, const cJSON *certificate)
{
    char *title = g_strdup_printf(_("The certificate %s has been renewed."),
                                  answer_text(certificate, "nickname"));

    result_screen_show_success(operation->result, title,
                               answer_flag(certificate, "selected")
                                   ? _("The new one is the certificate in use.")
                                   : _("It is not the certificate in use."),
                               "menu");
    g_free(title);
}

static void show_selected(struct operation *operation, const cJSON *certificate)
{
    char *title = g_strdup_printf(_("The certificate in use is now %s."),
                                  answer_text(certificate, "nickname"));

    result_screen_show_success(operation->result, title,
                               _("Programs that are running follow by themselves."), "select");
    g_free(title);
}

static void show_success(struct operation *operation, const cJSON *answer)
{
    const cJSON *resumed = cJSON_GetArrayItem(answer_array(answer, "certificates"), 0);

    switch (operation->kind) {
    case ACQUISITION:
        show_acquired(operation, answer);
        operation->calls.acquired(operation->calls.data);
        break;
    case RENEWAL:
        show_renewed(operation, answer);
        break;
    case RESUMED_ACQUISITION:
        show_acquired(operation, resumed);
        break;
    case RESUMED_RENEWAL:
        show_renewed(operation, resumed);
        break;
    case SELECTION:
        show_selected(operation, answer);
        break;
    case UNLOCK:
        result_screen_show_success(operation->result, _("The keys are unlocked."),
                                   _("Programs can use the certificate now. The menu locks the "
                                     "keys again; so do a locked screen, sleep and logging out."),
                                   "menu");
        break;
    case LOCK:
        result_screen_show_success(operation->result, _("The keys are locked."),
                                   _("Programs can use the certificate again after the PIN was "
                                     "given."),
                                   "menu");
        break;
    case CUSTODY:
        result_screen_show_success(operation->result, _("The protection of the keys was changed."),
                                   custody_words(answer_text(answer, "custody")), "menu");
        break;
    }
}

/* After an interruption the menu is the place to go on; otherwise the screen that was filled in. */
static const char *way_back(const struct operation *operation, const struct answer *answer)
{
    const char *domain = answer->failure.domain;

    if (operation->stopping || strcmp(domain, "pending") == 0 || strcmp(domain, "answer") == 0)
        return "menu";
    return texts[operation->kind].back;
}

static void on_progress(const cJSON *line, void *data)
{
    struct operation *operation = data;

    if (operation->stopping)
        return;
    progress_screen_step(operation->progress, line);
    proxy_dialog_follow(&operation->proxy_dialog, GTK_WIDGET(operation->progress), line,
                        operation->command);
    pin_dialog_follow(&operation->pin_dialog, GTK_WIDGET(operation->progress), line,
                      operation->command);
}

static void on_stalled(void *data)
{
    struct operation *operation = data;

    progress_screen_stalled(operation->progress);
}

static void on_done(const struct answer *answer, void *data)
{
    struct operation *operation = data;

    operation->command = NULL;
    proxy_dialog_end(&operation->proxy_dialog);
    pin_dialog_end(&operation->pin_dialog);
    if (answer->succeeded)
        show_success(operation, answer->document);
    else
        result_screen_show_failure(operation->result, _(texts[operation->kind].failed),
                                   &answer->failure, way_back(operation, answer));
    operation->calls.show("result", operation->calls.data);
}

static void start(struct operation *operation, enum kind kind, const char *subject,
                  const char *const *arguments, const struct command_secrets *secrets)
{
    const struct command_calls calls = {
        .progress = questions[kind] == 0 ? NULL : on_progress,
        .questions = questions[kind],
        .stalled = on_stalled,
        .done = on_done,
        .data = operation,
    };

    if (operation->command != NULL)
        return;
    /* What is being done, and with which certificate. */
    char *title = subject == NULL ? g_strdup(_(texts[kind].running))
                                  : g_strdup_printf(_("%s: %s"), _(texts[kind].running), subject);
    operation->kind = kind;
    operation->stopping = false;
    progress_screen_begin(operation->progress, title);
    operation->command = command_start(arguments, secrets, &calls);
    operation->calls.show("progress", operation->calls.data);
    g_free(title);
}

void operation_acquire(struct operation *operation, const struct acquire_input *input)
{
    const struct command_secrets secrets = {input->one_time_password, input->passphrase, NULL};
    const char *const arguments[] = {"new",
                                     "--company-id",
                                     input->company_id,
                                     "--certificate-id",
                                     input->certificate_id,
                                     "--nickname",
                                     input->nickname,
                                     NULL};

    start(operation, ACQUISITION, input->nickname, arguments, &secrets);
}

void operation_renew(struct operation *operation, const char *nickname, const char *serial_number)
{
    const char *const arguments[] = {"renew", serial_number, NULL};

    start(operation, RENEWAL, nickname, arguments, NULL);
}

void operation_resume(struct operation *operation, const cJSON *request)
{
    const char *const arguments[] = {"resume", answer_text(request, "requestId"), NULL};
    bool renewal = strcmp(answer_text(request, "kind"), "renewal") == 0;

    start(operation, renewal ? RESUMED_RENEWAL : RESUMED_ACQUISITION,
          answer_text(request, "nickname"), arguments, NULL);
}

void operation_select(struct operation *operation, const char *nickname, const char *serial_number)
{
    const char *const arguments[] = {"select", serial_number, NULL};

    start(operation, SELECTION, nickname, arguments, NULL);
}

void operation_lock(struct operation *operation, const char *command)
{
    start(operation, strcmp(command, "unlock") == 0 ? UNLOCK : LOCK, NULL,
          (const char *const[]){command, NULL}, NULL);
}

static void change_custody(void *data, const char *custody, const char *new_pin)
{
    const struct command_secrets secrets = {.new_pin = new_pin};

    start(data, CUSTODY, NULL, (const char *const[]){"custody", custody, NULL}, &secrets);
}

void operation_change_custody(struct operation *operation, const char *custody)
{
    GtkRoot *window = gtk_widget_get_root(GTK_WIDGET(operation->progress));

    if (session_custody_has_pin(custody))
        pin_dialog_ask_new(GTK_WINDOW(window), custody, change_custody, operation);
    else
        change_custody(operation, custody, NULL);
}

bool operation_is_running(const struct operation *operation)
{
    return operation->command != NULL;
}

void operation_stop(struct operation *operation)
{
    if (operation->command == NULL)
        return;
    operation->stopping = true;
    proxy_dialog_end(&operation->proxy_dialog);
    pin_dialog_end(&operation->pin_dialog);
    progress_screen_stopping(operation->progress);
    command_stop(operation->command);
}

struct operation *operation_new(ValuxProgressScreen *progress, ValuxResultScreen *result,
                                const struct operation_calls *calls)
{
    struct operation *operation = g_new0(struct operation, 1);

    *operation = (struct operation){.progress = progress, .result = result, .calls = *calls};
    return operation;
}

void operation_free(struct operation *operation)
{
    proxy_dialog_end(&operation->proxy_dialog);
    pin_dialog_end(&operation->pin_dialog);
    g_clear_pointer(&operation->command, command_leave);
    g_free(operation);
}
