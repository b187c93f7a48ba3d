/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre_options.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "valux/json.h"
#include "valux/text.h"

static const char *const members[] = {"profile",      "address", "caFile",
                                      "issuerCaFile", "proxy",   "keyType"};

const char *centre_options_help(void)
{
    return _("  --profile NAME         the centre's protocol: valux-json or est\n"
             "  --address URL          the centre's address, https://…\n"
             "  --ca-file FILE         the CAs of the centre's TLS certificate, PEM\n"
             "  --issuer-ca-file FILE  the CAs of issued certificates, PEM; by default the same\n"
             "  --proxy URL            the proxy, as curl takes it\n"
             "  --key-type TYPE        rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384\n");
}

bool centre_option_set(struct valux_configuration *configuration, int option, const char *value,
                       struct valux_error *error)
{
    bool result = false;
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();
    cJSON *section = document;

    if (option != CENTRE_OPTION_KEY_TYPE)
        section = cJSON_AddObjectToObject(document, "centre");
    if (valux_json_set_string(section, members[option - CENTRE_OPTION_FIRST], value))
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
