/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "authority_check.h"

#include <openssl/bn.h>
#include <openssl/x509v3.h>
#include <time.h>

bool authority_verify_client(const struct authority *authority, X509 *certificate)
{
    X509_STORE *anchors = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *chain = authority_chain(authority);
    bool result = false;

    if (anchors == NULL || context == NULL || chain == NULL ||
        X509_STORE_add_cert(anchors, authority->root) != 1 ||
        X509_STORE_CTX_init(context, anchors, certificate, chain) != 1 ||
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT) != 1)
        goto done;
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_NO_CHECK_TIME);
    result = X509_verify_cert(context) == 1;
done:
    sk_X509_pop_free(chain, X509_free);
    X509_STORE_CTX_free(context);
    X509_STORE_free(anchors);
    return result;
}

char *authority_serial(const X509 *certificate)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *serial = number == NULL ? NULL : BN_bn2hex(number);

    BN_free(number);
    return serial;
}

bool authority_not_after(const X509 *certificate, int64_t *seconds)
{
    struct tm parts;

    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1)
        return false;
    *seconds = (int64_t)timegm(&parts);
    return true;
}
