/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CONFORMANCE_DERIVE_FIXTURE_H
#define VALUX_TESTS_CONFORMANCE_DERIVE_FIXTURE_H

#include <openssl/evp.h>

#include "token.h"

/* A store with EC keys, a session, and the other side of an ECDH, which is libcrypto's. */

#define DERIVE_POINT_MAX 97 /* bytes, on P-384 */
#define DERIVE_SECRET_MAX 128

struct derive_curve {
    const char *label; /* of the certificate */
    const char *name;  /* libcrypto's of the curve */
    size_t coordinate; /* bytes */
};

extern const struct derive_curve derive_p256; /* valuxtest2 */
extern const struct derive_curve derive_p384; /* valuxtest3 */

/* The other side's key pair: its point, and the x coordinate that both sides come to. */
struct derive_peer {
    CK_BYTE point[DERIVE_POINT_MAX];
    size_t point_length;
    CK_BYTE coordinate[DERIVE_POINT_MAX];
    size_t coordinate_length;
};

extern CK_SESSION_HANDLE derive_session;

/* Set-up of a group: the store, in which valuxtest1 is RSA-2048. */
int derive_fixture_make(void **state);

/* Set-up of a test: the module is initialised, with the session. */
int derive_fixture_open(void **state);

void derive_fixture_peer(const struct derive_curve *curve, struct derive_peer *peer);

/* The KDF of ANSI X9.63 (SEC 1, 3.6.1), by a digest alone: `length` bytes for `secret`. */
void derive_fixture_kdf(const struct derive_peer *peer, const EVP_MD *digest,
                        const void *shared_data, size_t shared_data_length, CK_BYTE *secret,
                        size_t length);

/* C_DeriveKey with the key of the curve's certificate. */
CK_RV derive_fixture_derive(const struct derive_curve *curve, CK_ECDH1_DERIVE_PARAMS *parameter,
                            CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *secret);

#endif
