/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/centre.h"

#include <stdlib.h>
#include <string.h>

#include "centre/centre.h"
#include "proxy/proxy.h"
#include "valux/authority_files.h"
#include "valux/text.h"

#define ORIGIN_SIZE 256 /* bytes of what names the proxy */

/* A certificate of a CA file that can't be read is wrong as well. */
static bool has_authorities(const struct valux_configuration *configuration,
                            struct valux_error *error)
{
    const char *const paths[] = {configuration->ca_file, configuration->issuer_ca_file};
    struct valux_bytes pem;
    struct valux_error warning;

    for (size_t i = 0; i < 2 && paths[i][0] != '\0'; i++) {
        if (!valux_authority_files_read(paths[i], &pem, &warning, error))
            return false;
        valux_bytes_free(&pem);
        if (warning.domain != VALUX_ERROR_NONE) {
            *error = warning;
            return false;
        }
    }
    return true;
}

void doctor_examine_centre(struct findings *findings,
                           const struct valux_configuration *configuration)
{
    struct valux_error error;

    if (centre_is_configured(configuration, &error) && has_authorities(configuration, &error))
        findings_add(findings, "centre", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     _("The centre's address and its CA are configured."));
    else
        findings_add(findings, "centre", VERDICT_WRONG, error.domain, "%s %s", error.message,
                     _("Certificates go on working without it, but the next acquisition or "
                       "renewal will fail."));
}

/* What a person compares with what the centre has told. */
static void show_fingerprints(struct findings *findings,
                              const struct valux_configuration *configuration)
{
    struct valux_bytes pem;
    struct valux_error warning;
    struct valux_error error;

    if (!valux_authority_files_read(configuration->ca_file, &pem, &warning, &error)) {
        findings_add_error(findings, "authority", &error);
        return;
    }
    char *fingerprints = valux_authority_fingerprints(&pem);
    for (char *rest = fingerprints, *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';)
        findings_add(findings, "authority", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("Fingerprint of the centre's CA certificate (SHA-256): %s"),
                     line + strspn(line, " "));
    free(fingerprints);
    valux_bytes_free(&pem);
}

/* Which proxy the way to the centre takes, and what says so. */
static void show_proxy(struct findings *findings, const struct valux_configuration *configuration)
{
    struct proxy proxy;
    struct valux_error error;
    char origin[ORIGIN_SIZE];

    if (!proxy_find(configuration, &proxy, &error)) {
        findings_add_error(findings, "proxy", &error);
        return;
    }
    proxy_describe_origin(&proxy, origin, sizeof origin);
    if (proxy.address[0] != '\0')
        findings_add(findings, "proxy", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("The proxy %s is used, which is named by %s."), proxy.address, origin);
    else if (proxy.script)
        findings_add(findings, "proxy", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("No proxy is used: %s leaves the choice to a script (PAC), which this "
                       "program does not run. If there is a proxy, set centre.proxy."),
                     origin);
    else if (proxy.origin != PROXY_UNSET)
        findings_add(findings, "proxy", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("No proxy is used for the centre: so says %s."), origin);
    else
        findings_add(findings, "proxy", VERDICT_NOTE, VALUX_ERROR_NONE, "%s",
                     _("No proxy is used: neither the configuration nor the environment nor the "
                       "desktop names one."));
    if (proxy.credentials.user[0] != '\0' && !proxy.credentials_from_file &&
        (proxy.origin == PROXY_ENVIRONMENT || proxy.origin == PROXY_CONFIGURATION))
        findings_add(findings, "proxy", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("The proxy's user and password stand in its address, in %s, where others "
                       "may read them. A file is safer: centre.proxyCredentialsFile."),
                     origin);
    proxy_wipe(&proxy);
}

void doctor_examine_connection(struct findings *findings)
{
    struct valux_configuration configuration;
    struct valux_error error;
    struct valux_error warning;
    enum valux_key_type type;

    if (!valux_configuration_load(&configuration, &error) ||
        !centre_is_configured(&configuration, &error)) {
        findings_add_error(findings, "connection", &error);
        return;
    }
    show_fingerprints(findings, &configuration);
    show_proxy(findings, &configuration);
    configuration.key_type_given = false; /* so that the centre is asked for it */
    if (centre_key_type(&configuration, false, &type, &warning, &error))
        findings_add(findings, "connection", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     _("The centre answers."));
    else
        findings_add_error(findings, "connection", &error);
}
