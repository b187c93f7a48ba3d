/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_custody.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pin/pin_form.h"
#include "screen/command_line.h"
#include "screen/custody_state.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/progress.h"
#include "valux/key_lock.h"
#include "valux/text.h"
#include "valux/tpm.h"
#include "workspace/agent_control.h"
#include "workspace/seal_secret.h"

static const char help[] =
    N_("Shows what keeps the keys, or changes it:\n\n"
       "  sealed   the keys open for this user on this machine, without being asked\n"
       "  pin      and only after a PIN was given; 'custody pin' again changes the PIN\n"
       "  tpm      new and renewed keys are made in the machine's TPM and never leave it\n"
       "  tpm-pin  both\n\n"
       "  --progress-fd NUMBER   tell by this descriptor when the PIN is needed, as JSON lines\n"
       "  --json                 write the custody as JSON\n");

/* What the seal is opened and closed with. */
struct change {
    enum valux_custody custody; /* that is wanted */
    uint8_t secret[VALUX_SEAL_SECRET_SIZE];
    char new_pin[VALUX_PIN_MAX + 1];
    bool had_pin;
};

static bool read_custody(const char *name, enum valux_custody *custody, struct valux_error *error)
{
    for (int i = 0; valux_custody_names[i] != NULL; i++)
        if (strcmp(valux_custody_names[i], name) == 0) {
            *custody = (enum valux_custody)i;
            return true;
        }
    return valux_error_set(error, VALUX_ERROR_USAGE,
                           _("There is no custody \"%s\". Choose sealed, pin, tpm or tpm-pin."),
                           name);
}

/* Asks for what is needed before the store is locked for others. */
static bool ask(struct change *change, struct valux_error *error)
{
    struct workspace workspace;
    const struct valux_configuration *configuration = &workspace.configuration;
    bool result = workspace_open(&workspace, NULL, error);

    if (result && configuration->custody_demanded && change->custody != configuration->custody)
        result = valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                                 _("The administrator demands the custody \"%s\" for "
                                   "certificates."),
                                 valux_custody_names[configuration->custody]);
    change->had_pin =
        result && workspace.store.directory >= 0 && valux_seal_has_pin(workspace.store.directory);
    result =
        result &&
        (!change->had_pin ||
         seal_secret_open(workspace.store.directory, configuration->tpm, change->secret, error)) &&
        (!valux_custody_has_pin(change->custody) ||
         seal_secret_ask(valux_custody_in_tpm(change->custody) ? PIN_TO_SET_IN_TPM : PIN_TO_SET,
                         change->new_pin, error));
    workspace_close(&workspace);
    return result;
}

/* The secret of a seal that is open, or of one that is made now. */
static bool find_open_secret(const struct workspace *workspace, struct change *change,
                             struct valux_error *error)
{
    if (faccessat(workspace->store.directory, VALUX_SEAL_FILE, F_OK, 0) != 0 &&
        !workspace_has_database(workspace))
        return valux_seal_secret_make(change->secret, error);
    return valux_seal_read_open(workspace->store.directory, change->secret, error);
}

static bool replace_seal(struct workspace *workspace, struct change *change,
                         struct valux_error *error)
{
    const char *pin = valux_custody_has_pin(change->custody) ? change->new_pin : NULL;
    const char *tpm = valux_custody_in_tpm(change->custody) ? workspace->configuration.tpm : NULL;

    if (change->had_pin != valux_seal_has_pin(workspace->store.directory))
        return valux_error_set(error, VALUX_ERROR_BUSY, "%s",
                               _("Another valux-enroll has changed the custody meanwhile. Nothing "
                                 "was changed."));
    if (!change->had_pin && pin == NULL)
        return true;
    return (change->had_pin || find_open_secret(workspace, change, error)) &&
           agent_control_lock(&workspace->store, error) &&
           valux_keys_note_unlocked(&workspace->store, false, error) &&
           valux_seal_replace(workspace->store.directory, change->secret, pin, tpm, error);
}

/* Whether keys could be made in the TPM: this is found out before anything is changed. */
static bool check_tpm(const struct workspace *workspace, const struct change *change,
                      struct valux_error *error)
{
    struct valux_tpm *tpm;

    if (!valux_custody_in_tpm(change->custody))
        return true;
    if (!valux_tpm_open(workspace->configuration.tpm, &tpm, error))
        return false;
    valux_tpm_close(tpm);
    return true;
}

/* Under a PIN, whoever asks for the PIN says it. */
static void tell_of_clearing(enum valux_custody custody)
{
    if (custody == VALUX_CUSTODY_TPM && !command_line_is_json())
        output_print(
            stderr, "%s\n",
            _("A TPM that is cleared, as a reset of the firmware can do, or replaced takes "
              "the keys with it that were made in it. Certificates have to be acquired "
              "anew then, with a new letter."));
}

static bool change_custody(const char *name, bool json, struct valux_error *error)
{
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    struct change change = {0};
    bool result = read_custody(name, &change.custody, error);

    if (result)
        tell_of_clearing(change.custody);
    result = result && ask(&change, error) && workspace_open_locked(&workspace, NULL, error) &&
             check_tpm(&workspace, &change, error) && replace_seal(&workspace, &change, error);
    if (result) {
        workspace.catalogue.keys_in_tpm = valux_custody_in_tpm(change.custody);
        result = workspace_save(&workspace, error) && custody_state_write(&workspace, json, error);
    }
    explicit_bzero(&change, sizeof change);
    workspace_close(&workspace);
    return result;
}

static bool show(bool json, struct valux_error *error)
{
    struct workspace workspace;
    bool result =
        workspace_open(&workspace, NULL, error) && custody_state_write(&workspace, json, error);

    workspace_close(&workspace);
    return result;
}

int cmd_custody(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    unsigned progress = PROGRESS_NONE;
    const struct options_row rows[] = {
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "json", .flag = &json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "custody",
        .synopsis = "custody [OPTION]... [CUSTODY]",
        .groups = {{rows, help}, pin_form_setting_options},
        .arguments_max = 1,
    };
    char **words = options_read(&command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    bool result = progress_open(progress, &error) &&
                  (words[0] == NULL ? show(json, &error) : change_custody(words[0], json, &error));
    return result ? 0 : command_line_fail(&error);
}
