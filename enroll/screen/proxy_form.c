/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/proxy_form.h"

#include "screen/prompt.h"
#include "valux/text.h"

/* The reason is a part of the question, so that nothing is said where nobody can be asked. */
static bool ask_user(const char *address, bool refused, struct proxy_credentials *credentials,
                     struct valux_error *error)
{
    char why[VALUX_ERROR_MESSAGE_SIZE];
    char question[2 * VALUX_ERROR_MESSAGE_SIZE];

    proxy_credentials_tell_why(address, refused, why, sizeof why);
    valux_text_print(question, sizeof question, "%s %s\n%s", why, _("An empty answer gives up."),
                     _("User of the proxy"));
    return prompt_line(question, false, credentials->user, sizeof credentials->user, error);
}

bool proxy_form_ask(const char *address, bool refused, struct proxy_credentials *credentials,
                    struct valux_error *error)
{
    if (!ask_user(address, refused, credentials, error))
        return false;
    if (credentials->user[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."));
    return prompt_line(_("Password of the proxy"), true, credentials->password,
                       sizeof credentials->password, error);
}
