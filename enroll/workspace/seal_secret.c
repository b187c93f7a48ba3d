/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/seal_secret.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "valux/text.h"

static pin_ask *ask_person;

void seal_secret_use_prompt(pin_ask *ask)
{
    ask_person = ask;
}

bool seal_secret_ask(enum pin_question question, char pin[static VALUX_PIN_MAX + 1],
                     struct valux_error *error)
{
    if (ask_person != NULL)
        return ask_person(question, pin, error);
    return valux_error_set(error, VALUX_ERROR_LOCKED, "%s",
                           _("The keys are under a PIN, which has to be given first."));
}

static bool has_file(const struct workspace *workspace, const char *name)
{
    return faccessat(workspace->store.directory, name, F_OK, 0) == 0;
}

/* A store that was made just now, in which there is nothing yet that a new seal would not open. */
static bool is_new(const struct workspace *workspace)
{
    return !has_file(workspace, VALUX_SEAL_FILE) &&
           !has_file(workspace, VALUX_KEY_DATABASE_DIRECTORY "/key4.db") &&
           workspace->catalogue.count == 0;
}

static bool make_seal_with_pin(struct workspace *workspace, struct valux_error *error)
{
    char pin[VALUX_PIN_MAX + 1] = "";
    const struct valux_configuration *configuration = &workspace->configuration;
    const char *tpm = valux_custody_in_tpm(configuration->custody) ? configuration->tpm : NULL;
    bool result =
        seal_secret_ask(tpm != NULL ? PIN_TO_SET_IN_TPM : PIN_TO_SET, pin, error) &&
        valux_seal_secret_make(workspace->secret, error) &&
        valux_seal_replace(workspace->store.directory, workspace->secret, pin, tpm, error);

    if (result)
        memcpy(workspace->new_pin, pin, sizeof pin);
    explicit_bzero(pin, sizeof pin);
    return result;
}

bool seal_secret_open(int store, const char *tpm, uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                      struct valux_error *error)
{
    char pin[VALUX_PIN_MAX + 1];
    enum pin_question question = PIN_TO_OPEN;
    bool opened = false;
    bool asks = true;

    while (!opened && asks && seal_secret_ask(question, pin, error)) {
        opened = valux_seal_open(store, pin, tpm, secret, error);
        asks = !opened && error->domain == VALUX_ERROR_LOCKED;
        question = PIN_TO_OPEN_AGAIN;
    }
    explicit_bzero(pin, sizeof pin);
    return opened;
}

bool seal_secret_find(struct workspace *workspace, struct valux_error *error)
{
    enum valux_custody custody = workspace->configuration.custody;

    if (workspace->has_secret)
        return true;
    if (is_new(workspace)) {
        if (!valux_custody_has_pin(custody))
            return true;
        workspace->has_secret = make_seal_with_pin(workspace, error);
    } else {
        if (!valux_seal_has_pin(workspace->store.directory))
            return true;
        workspace->has_secret = seal_secret_open(
            workspace->store.directory, workspace->configuration.tpm, workspace->secret, error);
    }
    if (!workspace->has_secret)
        explicit_bzero(workspace->secret, sizeof workspace->secret);
    return workspace->has_secret;
}

enum valux_custody seal_secret_custody(const struct workspace *workspace)
{
    return valux_custody_of(workspace->catalogue.keys_in_tpm,
                            workspace->store.directory >= 0 &&
                                valux_seal_has_pin(workspace->store.directory));
}

bool seal_secret_is_demanded(const struct workspace *workspace)
{
    return workspace->configuration.custody_demanded && !is_new(workspace);
}

bool seal_secret_check_demanded(const struct workspace *workspace, struct valux_error *error)
{
    enum valux_custody custody = seal_secret_custody(workspace);
    enum valux_custody demanded = workspace->configuration.custody;

    if (!seal_secret_is_demanded(workspace) || custody == demanded)
        return true;
    return valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                           _("The administrator demands the custody \"%s\" for certificates, and "
                             "this store has \"%s\". Change it first: valux-enroll custody %s"),
                           valux_custody_names[demanded], valux_custody_names[custody],
                           valux_custody_names[demanded]);
}
