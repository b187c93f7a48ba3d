/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/proxy_form.h"

#include <stdio.h>

#include "screen/output.h"
#include "screen/prompt.h"
#include "valux/text.h"

bool proxy_form_ask(const char *address, struct proxy_credentials *credentials,
                    struct valux_error *error)
{
    if (!prompt_allowed(error))
        return false;
    output_print(stderr, _("The proxy %s asks who you are. An empty answer gives up."), address);
    output_print(stderr, "\n");
    if (!prompt_line(_("User of the proxy"), false, credentials->user, sizeof credentials->user,
                     error))
        return false;
    if (credentials->user[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."));
    return prompt_line(_("Password of the proxy"), true, credentials->password,
                       sizeof credentials->password, error);
}
