/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_unlock.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "acquisition/automatic.h"
#include "pin/background.h"
#include "pin/keeper.h"
#include "pin/pin_form.h"
#include "screen/command_line.h"
#include "screen/custody_state.h"
#include "screen/options.h"
#include "screen/progress.h"
#include "valux/key_lock.h"
#include "valux/text.h"
#include "workspace/agent_control.h"
#include "workspace/seal_secret.h"

#define RENEWAL_WAIT_SECONDS 20 /* as valux-renewal.service waits */
#define MINUTES_MAX 10080
#define AS_CONFIGURED (MINUTES_MAX + 1)

static const char help[] =
    N_("Lets programs use keys that are under a PIN. The agent keeps what opens them, in locked\n"
       "memory, until the time is over, the screen is locked, the machine sleeps, you log out,\n"
       "or 'valux-enroll lock'.\n\n"
       "  --minutes NUMBER  for so long; 0: until you log out. By default as configured\n"
       "                    (pin.minutes, 480)\n"
       "  --progress-fd NUMBER  tell by this descriptor when the PIN is needed, as JSON lines\n"
       "  --json            write the custody as JSON\n");

/* Asks for the PIN while the store is not locked for others. */
static bool open_seal(uint8_t secret[static VALUX_SEAL_SECRET_SIZE], struct valux_error *error)
{
    struct workspace workspace;
    bool result = workspace_open(&workspace, NULL, error);
    int store = workspace.store.directory;

    if (result && (store < 0 || !valux_seal_has_pin(store)))
        result = valux_error_set(error, VALUX_ERROR_INPUT, "%s",
                                 _("The keys are not under a PIN. 'valux-enroll custody pin' sets "
                                   "one."));
    result = result && seal_secret_open(store, workspace.configuration.tpm, secret, error);
    workspace_close(&workspace);
    return result;
}

/* Tells the agent, and shows the keys to programs. *keeper is -1 where it was unlocked already. */
static bool show_keys(struct workspace *workspace, const uint8_t *secret, int *keeper,
                      struct valux_error *error)
{
    return agent_control_unlock(&workspace->store, secret, keeper, error) &&
           valux_keys_note_unlocked(&workspace->store, true, error) &&
           workspace_refresh(workspace, error);
}

/*
 * Whether this process may use the network. It may not in the agent's unit, which runs this command
 * for programs in a sandbox (RestrictAddressFamilies=), nor in other services with that limit.
 */
static bool can_reach_networks(void)
{
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (made >= 0)
        close(made);
    return made >= 0;
}

/*
 * Renews what is due where renewal.automatic is on, since the PIN is known now. A process of its
 * own does so, lest the person waits for the centre. Where no centre can be reached, the renewal
 * waits for the next time and is no failed one.
 */
static void renew_what_is_due(const struct valux_configuration *configuration,
                              const uint8_t *secret)
{
    const struct acquisition_options options = {.configuration = *configuration,
                                                .wait_seconds = RENEWAL_WAIT_SECONDS};
    struct valux_error told_already;
    pid_t pid = configuration->renewal_automatic && can_reach_networks() ? background_fork() : -1;

    if (pid != 0)
        return;
    (void)close_range(STDERR_FILENO + 1, ~0U, 0);
    seal_secret_use_prompt(NULL);
    (void)acquisition_automatic(&options, secret, true, &told_already);
    _exit(0);
}

static bool unlock(unsigned minutes, bool json, struct valux_error *error)
{
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    uint8_t secret[VALUX_SEAL_SECRET_SIZE];
    int keeper = -1;
    bool result = open_seal(secret, error) && workspace_open_locked(&workspace, NULL, error) &&
                  show_keys(&workspace, secret, &keeper, error);

    if (minutes == AS_CONFIGURED)
        minutes = (unsigned)workspace.configuration.pin_minutes;
    result = result && custody_state_write(&workspace, json, error);
    const struct valux_configuration configuration = workspace.configuration;
    workspace_close(&workspace);
    (void)fflush(stdout);
    if (result)
        renew_what_is_due(&configuration, secret);
    explicit_bzero(secret, sizeof secret); /* the keeper has none of it */
    if (result && keeper >= 0)
        result = keeper_start(keeper, minutes, error);
    if (keeper >= 0)
        close(keeper);
    return result;
}

int cmd_unlock(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    unsigned minutes = AS_CONFIGURED;
    unsigned progress = PROGRESS_NONE;
    const struct options_row rows[] = {
        {.name = "minutes", .number = &minutes, .maximum = MINUTES_MAX},
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "json", .flag = &json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "unlock",
        .synopsis = "unlock [OPTION]...",
        .groups = {{rows, help}, pin_form_options},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    return progress_open(progress, &error) && unlock(minutes, json, &error)
               ? 0
               : command_line_fail(&error);
}
