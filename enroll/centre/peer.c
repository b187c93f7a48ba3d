/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/peer.h"

#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "valux/text.h"

static int64_t to_seconds(const ASN1_TIME *time)
{
    struct tm parts;

    return ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : 0;
}

/* Its common name, or its organisation, or "" where it has neither. */
static void read_name(const X509_NAME *name, char text[static PEER_NAME_SIZE])
{
    static const int kinds[] = {NID_commonName, NID_organizationName};

    text[0] = '\0';
    for (size_t i = 0; i < 2 && text[0] == '\0'; i++) {
        unsigned char *utf8 = NULL;
        int at = X509_NAME_get_index_by_NID(name, kinds[i], -1);
        if (at >= 0 &&
            ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))) > 0)
            valux_text_print(text, PEER_NAME_SIZE, "%s", (const char *)utf8);
        OPENSSL_free(utf8);
    }
}

static bool is_for(X509 *certificate, const char *host)
{
    return X509_check_ip_asc(certificate, host, 0) == 1 ||
           X509_check_host(certificate, host, 0, 0, NULL) == 1;
}

int peer_verify(struct peer *peer, X509_STORE_CTX *context, const char *host)
{
    int result = X509_verify_cert(context);
    X509 *own = X509_STORE_CTX_get0_cert(context);
    const X509 *at = X509_STORE_CTX_get_current_cert(context);

    *peer = (struct peer){.verified = result == 1};
    if (own != NULL) {
        peer->seen = true;
        peer->names_host = is_for(own, host);
        read_name(X509_get_subject_name(own), peer->name);
        read_name(X509_get_issuer_name(own), peer->issuer);
    }
    if (result != 1 && at != NULL) {
        peer->not_before = to_seconds(X509_get0_notBefore(at));
        peer->not_after = to_seconds(X509_get0_notAfter(at));
    }
    return result;
}
