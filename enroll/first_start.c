/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "first_start.h"

#include <stdio.h>
#include <stdlib.h>

#include "centre/centre.h"
#include "screen/command_line.h"
#include "screen/output.h"
#include "screen/prompt.h"
#include "valux/authority_files.h"
#include "valux/configuration.h"
#include "valux/configuration_setting.h"
#include "valux/text.h"

static bool ask(struct valux_configuration *configuration, struct valux_error *error)
{
    output_print(stdout, "\n== %s ==\n\n%s\n\n", _("The VALUX centre"),
                 _("The VALUX centre is not configured yet. Enter what the centre or your\n"
                   "administrator has told you."));
    fflush(stdout);
    return prompt_line(_("Address of the centre (https://…)"), false, configuration->address,
                       sizeof configuration->address, error) &&
           prompt_line(_("File with the centre's CA certificate (PEM)"), false,
                       configuration->ca_file, sizeof configuration->ca_file, error);
}

/* Shows the fingerprints of the CA file's certificates, and asks whether they are the right ones.
 */
static bool confirm_authorities(const struct valux_configuration *configuration, bool *yes,
                                struct valux_error *error)
{
    struct valux_bytes pem;
    struct valux_error warning;
    char *fingerprints;

    if (!valux_authority_files_read(configuration->ca_file, &pem, &warning, error))
        return false;
    fingerprints = valux_authority_fingerprints(&pem);
    valux_bytes_free(&pem);
    if (fingerprints == NULL)
        return valux_error_set_memory(error);
    output_print(stdout, "\n%s\n%s\n", _("Fingerprint of the CA certificate (SHA-256):"),
                 fingerprints);
    free(fingerprints);
    fflush(stdout);
    return prompt_yes(_("Is it the one that the centre has told you? [y/N]"), yes, error);
}

/* Asks the centre something that needs no secret. */
static bool try_connection(const struct valux_configuration *configuration,
                           struct valux_error *error)
{
    struct valux_error warning;
    enum valux_key_type type;

    output_print(stdout, "%s\n", _("Trying the connection …"));
    fflush(stdout);
    return centre_key_type(configuration, false, &type, &warning, error);
}

bool first_start_configure(struct valux_error *error)
{
    bool yes = false;
    struct valux_configuration configuration;
    struct valux_error problem;

    if (!valux_configuration_load(&configuration, error))
        return false;
    if (configuration.address[0] != '\0' && configuration.ca_file[0] != '\0')
        return true;
    configuration.key_type_given = false; /* so that the centre is asked for it */
    if (!ask(&configuration, &problem) || !confirm_authorities(&configuration, &yes, &problem) ||
        (yes && !try_connection(&configuration, &problem))) {
        (void)command_line_fail(&problem);
        return true;
    }
    if (!yes)
        return true;
    if (!valux_configuration_set("centre.address", configuration.address, error) ||
        !valux_configuration_set("centre.caFile", configuration.ca_file, error))
        return false;
    output_print(stdout, "%s\n", _("The centre answers. The configuration has been saved."));
    return true;
}
