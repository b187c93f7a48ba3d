/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "est_link.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#include "est_encoding.h"
#include "text.h"

#define CHALLENGE_SIZE 256

/* The binding in base64, which the caller frees; NULL: there is none. */
static char *binding_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    gnutls_session_t session = info == NULL ? NULL : info->tls_session;
    gnutls_datum_t binding = {0};
    char *text = NULL;

    if (session != NULL &&
        gnutls_session_channel_binding(session,
                                       gnutls_protocol_get_version(session) >= GNUTLS_TLS1_3
                                           ? GNUTLS_CB_TLS_EXPORTER
                                           : GNUTLS_CB_TLS_UNIQUE,
                                       &binding) == GNUTLS_E_SUCCESS)
        text = text_base64(binding.data, binding.size);
    gnutls_free(binding.data);
    return text;
}

bool est_link_check(const struct centre *centre, const struct request *request,
                    const X509_REQ *certification, struct reply *reply)
{
    char challenge[CHALLENGE_SIZE] = "";
    bool result = true;

    if (!centre->options.tls_linking)
        return true;
    char *binding = binding_of(request->connection);
    if (binding == NULL || !est_challenge_password(certification, challenge, sizeof(challenge)) ||
        strcmp(challenge, binding) != 0) {
        reply_set(reply, 401, "text/plain", strdup("The request is not linked to TLS.\n"));
        result = false;
    }
    free(binding);
    return result;
}
