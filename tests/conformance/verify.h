/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CONFORMANCE_VERIFY_H
#define VALUX_TESTS_CONFORMANCE_VERIFY_H

#include <openssl/evp.h>

#include "token.h"

/* libcrypto's view of the token's certificates: it checks what the module signs. */

/* The public key of the certificate with this label; the caller frees it. */
EVP_PKEY *verify_public_key(CK_SESSION_HANDLE session, const char *label);

/* How a signature is to be checked. */
struct verify_rule {
    const EVP_MD *digest; /* of the message */
    const EVP_MD *pss;    /* MGF1's digest for PSS; NULL for PKCS#1 v1.5 and ECDSA */
    int salt_length;      /* of PSS */
};

/*
 * Asserts that the signature, in PKCS#11's form, is one of the message. Without a digest the
 * message is what was given to the raw mechanism: a digest, or a DigestInfo.
 */
void verify_signature(EVP_PKEY *key, struct verify_rule rule, const void *message, size_t length,
                      const CK_BYTE *signature, size_t signature_length);

#endif
