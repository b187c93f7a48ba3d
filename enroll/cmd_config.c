/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/proxy.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/output.h"
#include "valux/configuration.h"
#include "valux/configuration_setting.h"
#include "valux/text.h"
#include "workspace/workspace.h"

static const char help[] =
    N_("Shows the configuration in force, as JSON, or changes a member of the user's file:\n\n"
       "  centre.profile      valux-json or est\n"
       "  centre.address      https://…\n"
       "  centre.caFile       the CAs of the centre's TLS certificate, PEM;\n"
       "                      several files are separated by colons\n"
       "  centre.issuerCaFile the CAs of issued certificates, PEM; by default the same\n"
       "  centre.proxy        as curl takes it; none: no proxy\n"
       "  centre.proxyCredentialsFile\n"
       "                      a file that you alone can read, with USER:PASSWORD\n"
       "  centre.contact      whom to ask about the centre: a telephone number, say\n"
       "  centre.passphraseInRequest, centre.passphraseInPassword\n"
       "                      true or false; est: where the passphrase goes\n"
       "  centre.securityLevel 0 to 2: what issued certificates must have;\n"
       "                      1 refuses MD5 and SHA-1\n"
       "  exposure            selected: programs see the certificate in use alone;\n"
       "                      usable: they see each usable one, the one in use first\n"
       "  keyType             rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384\n"
       "  custody             sealed, pin, tpm or tpm-pin: what keeps a new store's keys\n"
       "  pin.minutes         how long a PIN unlocks the keys; 0: until you log out\n"
       "  pin.locked          certificates or nothing: what programs see of locked keys\n"
       "  thresholds.expiringDays, thresholds.newDays, thresholds.serviceMarginDays\n"
       "  alarms.days         such as [45,30,14,7]\n"
       "  renewal.automatic   true: certificates are renewed automatically\n"
       "  signer.idleSeconds  0: the signer never ends by itself\n\n"
       "Files: /etc/valux/valux.json, and over it ~/.config/valux/valux.json.\n");

static bool write_json(const char *text, struct valux_error *error)
{
    return json_document_write(cJSON_Parse(text), error);
}

/* With `json`, the answer for programs. Without it the same text, as it would stand in a file. */
static bool show(bool json, struct valux_error *error)
{
    bool result = true;
    struct valux_configuration configuration;

    if (!valux_configuration_load(&configuration, error))
        return false;
    char *text = valux_configuration_to_json(&configuration);
    if (text == NULL)
        return valux_error_set_memory(error);
    if (json)
        result = write_json(text, error);
    else
        output_json(stdout, text);
    free(text);
    return result;
}

/*
 * The snapshot holds what the module needs of the configuration. Opening the workspace for writing
 * makes it again.
 */
static bool change(const char *member, const char *value, struct valux_error *error)
{
    struct workspace workspace;
    struct valux_store store;

    if ((strcmp(member, "centre.proxy") == 0 && value != NULL &&
         !proxy_check_argument(value, error)) ||
        !valux_configuration_set(member, value, error))
        return false;
    bool exists = valux_store_open(&store, error) && store.directory >= 0;
    valux_store_close(&store);
    if (!exists)
        return true;
    bool result = workspace_open_locked(&workspace, NULL, error);
    workspace_close(&workspace);
    return result;
}

int cmd_config(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    bool unset = false;
    const struct options_row rows[] = {
        {.name = "json", .flag = &json},
        {.name = "unset", .flag = &unset},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "config",
        .synopsis = "config [--json] [--unset] [MEMBER [VALUE]]",
        .groups = {{rows, help}},
        .arguments_max = 2,
        .arguments_last = true,
    };
    char **words = options_read(&command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    const char *member = words[0];
    const char *value = member == NULL ? NULL : words[1];
    if (unset && (member == NULL || value != NULL))
        return command_line_usage("config", "%s",
                                  _("With --unset, a member and no value is wanted."));
    if (!unset && member != NULL && value == NULL)
        return command_line_usage("config", "%s",
                                  _("A member and a value are wanted, or neither."));
    bool done = (member == NULL || change(member, value, &error)) &&
                ((member != NULL && !json) || show(json, &error));
    return done ? 0 : command_line_fail(&error);
}
