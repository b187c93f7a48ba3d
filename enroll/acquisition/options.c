/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/options.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "pin/pin_form.h"
#include "proxy/proxy.h"
#include "screen/command_line.h"
#include "screen/progress.h"
#include "screen/proxy_descriptor.h"
#include "valux/json.h"
#include "valux/text.h"

#define DEFAULT_WAIT_SECONDS 120
#define WAIT_SECONDS_MAX 86400

/* The options that stand for members of the configuration; NULL where not given. */
struct members {
    const char *profile;
    const char *address;
    const char *ca_file;
    const char *issuer_ca_file;
    const char *proxy;
    const char *key_type;
};

static const char wait_help[] =
    N_("  --progress-fd NUMBER   write what is being done to this descriptor, as JSON lines\n"
       "  --proxy-login-fd NUMBER  read who you are to a proxy that asks from this descriptor,\n"
       "                         a line USER:PASSWORD each time\n"
       "  --wait SECONDS         wait so long while the centre issues (120); sending the request\n"
       "                         may take up to a minute more\n"
       "  --no-register          leave the browsers' databases alone\n");

static const char members_help[] =
    N_("  --profile NAME         the centre's protocol: valux-json or est\n"
       "  --address URL          the centre's address, https://…\n"
       "  --ca-file FILE         the CAs of the centre's TLS certificate, PEM\n"
       "  --issuer-ca-file FILE  the CAs of issued certificates, PEM; by default the same\n"
       "  --proxy URL            the proxy, as curl takes it; none: no proxy\n"
       "  --key-type TYPE        rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384\n");

static bool set(cJSON *object, const char *name, const char *value)
{
    return value == NULL || valux_json_set_string(object, name, value);
}

/* The members that were given, in the form of a configuration file. The caller frees it. */
static char *to_text(const struct members *members)
{
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();
    cJSON *centre = cJSON_AddObjectToObject(document, "centre");

    if (set(centre, "profile", members->profile) && set(centre, "address", members->address) &&
        set(centre, "caFile", members->ca_file) &&
        set(centre, "issuerCaFile", members->issuer_ca_file) &&
        set(centre, "proxy", members->proxy) && set(document, "keyType", members->key_type))
        text = cJSON_PrintUnformatted(document);
    cJSON_Delete(document);
    return text;
}

/* The files, and over them the options, which are checked in the same way. */
static bool load(struct valux_configuration *configuration, const struct members *members,
                 struct valux_error *error)
{
    if ((members->proxy != NULL && !proxy_check_argument(members->proxy, error)) ||
        !valux_configuration_load(configuration, error))
        return false;
    char *text = to_text(members);
    if (text == NULL)
        return valux_error_set_memory(error);
    bool result =
        valux_configuration_parse(configuration, _("the command line"), text, strlen(text), error);
    free(text);
    return result;
}

char **acquisition_options_read(struct acquisition_options *options,
                                const struct options_command *own, int argument_count,
                                char **arguments, int *status)
{
    struct valux_error error;
    struct members members = {0};
    unsigned progress = PROGRESS_NONE;
    unsigned proxy_login = PROXY_DESCRIPTOR_NONE;
    struct options_command command = *own;
    const struct options_row wait_rows[] = {
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "proxy-login-fd", .number = &proxy_login, .maximum = PROXY_DESCRIPTOR_NONE - 1},
        {.name = "wait", .number = &options->wait_seconds, .maximum = WAIT_SECONDS_MAX},
        {.name = "no-register", .flag = &options->no_register},
        OPTIONS_END,
    };
    const struct options_row member_rows[] = {
        {.name = "profile", .text = &members.profile},
        {.name = "address", .text = &members.address},
        {.name = "ca-file", .text = &members.ca_file},
        {.name = "issuer-ca-file", .text = &members.issuer_ca_file},
        {.name = "proxy", .text = &members.proxy},
        {.name = "key-type", .text = &members.key_type},
        OPTIONS_END,
    };

    *options = (struct acquisition_options){.wait_seconds = DEFAULT_WAIT_SECONDS};
    command.groups[1] = (struct options_group){wait_rows, wait_help};
    command.groups[2] = (struct options_group){member_rows, members_help};
    command.groups[3] = pin_form_setting_options;
    char **words = options_read(&command, argument_count, arguments, status);
    if (words == NULL ||
        (progress_open(progress, &error) && proxy_descriptor_open(proxy_login, &error) &&
         load(&options->configuration, &members, &error)))
        return words;
    *status = command_line_fail(&error);
    return NULL;
}
