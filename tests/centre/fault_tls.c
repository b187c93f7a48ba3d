/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault_tls.h"

#include "fault_foreign.h"
#include "text.h"

void fault_foreign_ca(struct centre *centre, gnutls_session_t session)
{
    gnutls_certificate_credentials_t credentials = fault_foreign_credentials(centre->foreign);

    if (credentials == NULL ||
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) != GNUTLS_E_SUCCESS)
        complain("the fault foreign-ca failed");
}

void fault_tls_1_1(struct centre *centre, gnutls_session_t session)
{
    (void)centre;
    if (gnutls_priority_set_direct(session, "NORMAL:-VERS-ALL:+VERS-TLS1.1", NULL) !=
        GNUTLS_E_SUCCESS)
        complain("the fault tls-1.1 failed");
}

void fault_tls_1_2(struct centre *centre, gnutls_session_t session)
{
    (void)centre;
    if (gnutls_priority_set_direct(session, "NORMAL:-VERS-ALL:+VERS-TLS1.2", NULL) !=
        GNUTLS_E_SUCCESS)
        complain("the fault tls-1.2 failed");
}
