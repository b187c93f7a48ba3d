/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/options.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/command_line.h"
#include "valux/json.h"
#include "valux/text.h"

#define DEFAULT_WAIT_SECONDS 120
#define WAIT_SECONDS_MAX 86400

static const char *const members[] = {"profile",      "address", "caFile",
                                      "issuerCaFile", "proxy",   "keyType"};

/* Sets the member that the option stands for; the same checks as for the file. */
static bool set_member(struct valux_configuration *configuration, int option, const char *value,
                       struct valux_error *error)
{
    bool result = false;
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();
    cJSON *section = document;

    if (option != ACQUISITION_OPTION_KEY_TYPE)
        section = cJSON_AddObjectToObject(document, "centre");
    if (valux_json_set_string(section, members[option - ACQUISITION_OPTION_FIRST], value))
        text = cJSON_PrintUnformatted(document);
    if (text == NULL)
        valux_error_set_memory(error);
    else
        result = valux_configuration_parse(configuration, _("the command line"), text, strlen(text),
                                           error);
    free(text);
    cJSON_Delete(document);
    return result;
}

static bool take_option(struct acquisition_options *options,
                        const struct acquisition_command *command, int option,
                        struct valux_error *error)
{
    switch (option) {
    case '?':
        return valux_error_set(error, VALUX_ERROR_USAGE, _("Try 'valux-enroll %s --help'."),
                               command->name);
    case ACQUISITION_OPTION_WAIT:
        return command_number(optarg, WAIT_SECONDS_MAX, &options->wait_seconds, error);
    case ACQUISITION_OPTION_NO_REGISTER:
        options->no_register = true;
        return true;
    case ACQUISITION_OPTION_JSON:
        options->json = true;
        return true;
    case ACQUISITION_OPTION_HELP:
        options->help = true;
        return true;
    default:
        return option < ACQUISITION_OPTION_FIRST
                   ? command->take(command->own, option, error)
                   : set_member(&options->configuration, option, optarg, error);
    }
}

bool acquisition_options_read(struct acquisition_options *options,
                              const struct acquisition_command *command, int argument_count,
                              char **arguments, struct valux_error *error)
{
    int option;

    *options = (struct acquisition_options){.wait_seconds = DEFAULT_WAIT_SECONDS};
    if (!valux_configuration_load(&options->configuration, error))
        return false;
    while ((option = getopt_long(argument_count, arguments, "", command->table, NULL)) != -1) {
        if (!take_option(options, command, option, error))
            return false;
    }
    if (optind + command->arguments_max < argument_count)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The argument \"%s\" is not wanted."),
                               arguments[optind + command->arguments_max]);
    return true;
}

static bool has_option(const struct acquisition_command *command, int option)
{
    const struct option *row = command->table;

    while (row->name != NULL && row->val != option)
        row++;
    return row->name != NULL;
}

int acquisition_options_help(const struct acquisition_command *command, const char *synopsis,
                             const char *text)
{
    command_help(synopsis, text);
    fputs(_("  --wait SECONDS         wait so long while the centre issues (120); the sending\n"
            "                         itself takes up to a minute more\n"
            "  --no-register          leave the browsers' databases alone\n"),
          stdout);
    if (has_option(command, ACQUISITION_OPTION_JSON))
        fputs(_("  --json                 write the result as JSON\n"), stdout);
    fputs(_("  --profile NAME         the centre's protocol: valux-json or est\n"
            "  --address URL          the centre's address, https://…\n"
            "  --ca-file FILE         the CAs of the centre's TLS certificate, PEM\n"
            "  --issuer-ca-file FILE  the CAs of issued certificates, PEM; by default the same\n"
            "  --proxy URL            the proxy, as curl takes it\n"
            "  --key-type TYPE        rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384\n"),
          stdout);
    return 0;
}
