/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault_grant.h"

#include <openssl/bn.h>
#include <stdio.h>
#include <time.h>

#include "fault_foreign.h"
#include "state.h"
#include "text.h"

/*
 * These faults change the answer only, not the centre's record of what it has issued. So the same
 * request gets its right answer once the fault has gone.
 */

#define YEAR (INT64_C(365) * AUTHORITY_DAY)

static void replace_certificate(struct grant *grant, X509 *certificate)
{
    if (certificate == NULL) {
        complain("a fault's certificate could not be made");
        return;
    }
    X509_free(grant->certificate);
    grant->certificate = certificate;
}

void fault_wrong_key(struct centre *centre, struct grant *grant)
{
    EVP_PKEY *key = authority_make_key();
    int64_t now = (int64_t)time(NULL);

    replace_certificate(
        grant, key == NULL ? NULL
                           : authority_issue_client(&centre->authority, key, grant->company_id,
                                                    grant->certificate_id, now, now + YEAR));
    EVP_PKEY_free(key);
}

void fault_wrong_chain(struct centre *centre, struct grant *grant)
{
    const struct authority *foreign = fault_foreign_authority(centre->foreign);
    STACK_OF(X509) *chain = foreign == NULL ? NULL : authority_chain(foreign);

    if (chain == NULL)
        return;
    sk_X509_pop_free(grant->chain, X509_free);
    grant->chain = chain;
    replace_certificate(grant,
                        authority_issue_client(foreign, X509_get0_pubkey(grant->certificate),
                                               grant->company_id, grant->certificate_id,
                                               (int64_t)time(NULL), (int64_t)time(NULL) + YEAR));
}

void fault_already_expired(struct centre *centre, struct grant *grant)
{
    int64_t now = (int64_t)time(NULL);

    replace_certificate(grant, authority_issue_client(&centre->authority,
                                                      X509_get0_pubkey(grant->certificate),
                                                      grant->company_id, grant->certificate_id,
                                                      now - YEAR, now - AUTHORITY_DAY));
}

void fault_absurd_service_period(struct centre *centre, struct grant *grant)
{
    (void)centre;
    grant->tells_service_period = true;
    grant->service_from = grant->service_to + 1000 * YEAR;
}

/* A copy of the certificate with another serial number; NULL: it could not be made. */
static X509 *with_serial(const struct authority *authority, const X509 *certificate,
                         const char *serial)
{
    BIGNUM *number = NULL;
    X509 *copy = X509_dup(certificate);

    if (copy != NULL && (BN_hex2bn(&number, serial) == 0 ||
                         BN_to_ASN1_INTEGER(number, X509_get_serialNumber(copy)) == NULL ||
                         X509_sign(copy, authority->issuing_key, EVP_sha256()) <= 0)) {
        X509_free(copy);
        copy = NULL;
    }
    BN_free(number);
    return copy;
}

void fault_same_serial(struct centre *centre, struct grant *grant)
{
    struct state state;

    if (state_begin(&state, centre->directory)) {
        const cJSON *first = cJSON_GetArrayItem(state_requests(&state), 0);
        replace_certificate(grant, with_serial(&centre->authority, grant->certificate,
                                               state_string(first, "serial")));
    }
    state_end(&state);
}

void fault_other_request(struct centre *centre, struct grant *grant)
{
    snprintf(grant->request_id, sizeof(grant->request_id), "00000000-0000-4000-8000-000000000000");
    snprintf(grant->company_id, sizeof(grant->company_id), "OTHERCOMPANY");
    snprintf(grant->certificate_id, sizeof(grant->certificate_id), "OTHER001");
    fault_wrong_key(centre, grant);
}
