/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/mechanism_table.h"

/* The row of a mechanism that takes the data as it is, and of one that hashes it first. */
#define RAW(type, key, flags, scheme)                                                \
    {                                                                                \
        type, CKK_##key, flags, VALUX_SIGNER_##scheme, VALUX_SIGNER_NO_DIGEST, false \
    }
#define HASH(type, key, scheme, digest)                                               \
    {                                                                                 \
        type, CKK_##key, CKF_SIGN, VALUX_SIGNER_##scheme, VALUX_SIGNER_##digest, true \
    }

static const struct mechanism mechanisms[] = {
    RAW(CKM_RSA_PKCS, RSA, CKF_SIGN | CKF_DECRYPT, RSA_PKCS1),
    HASH(CKM_SHA1_RSA_PKCS, RSA, RSA_PKCS1, SHA1),
    HASH(CKM_SHA224_RSA_PKCS, RSA, RSA_PKCS1, SHA224),
    HASH(CKM_SHA256_RSA_PKCS, RSA, RSA_PKCS1, SHA256),
    HASH(CKM_SHA384_RSA_PKCS, RSA, RSA_PKCS1, SHA384),
    HASH(CKM_SHA512_RSA_PKCS, RSA, RSA_PKCS1, SHA512),
    RAW(CKM_RSA_PKCS_PSS, RSA, CKF_SIGN, RSA_PSS),
    HASH(CKM_SHA1_RSA_PKCS_PSS, RSA, RSA_PSS, SHA1),
    HASH(CKM_SHA224_RSA_PKCS_PSS, RSA, RSA_PSS, SHA224),
    HASH(CKM_SHA256_RSA_PKCS_PSS, RSA, RSA_PSS, SHA256),
    HASH(CKM_SHA384_RSA_PKCS_PSS, RSA, RSA_PSS, SHA384),
    HASH(CKM_SHA512_RSA_PKCS_PSS, RSA, RSA_PSS, SHA512),
    RAW(CKM_RSA_PKCS_OAEP, RSA, CKF_DECRYPT, RSA_OAEP),
    RAW(CKM_ECDSA, EC, CKF_SIGN, ECDSA),
    HASH(CKM_ECDSA_SHA1, EC, ECDSA, SHA1),
    HASH(CKM_ECDSA_SHA224, EC, ECDSA, SHA224),
    HASH(CKM_ECDSA_SHA256, EC, ECDSA, SHA256),
    HASH(CKM_ECDSA_SHA384, EC, ECDSA, SHA384),
    HASH(CKM_ECDSA_SHA512, EC, ECDSA, SHA512),
    RAW(CKM_ECDH1_DERIVE, EC, CKF_DERIVE, ECDH),
    RAW(CKM_AES_KEY_WRAP, AES, CKF_UNWRAP, AES_KEY_WRAP),
};
#define MECHANISM_COUNT (sizeof mechanisms / sizeof *mechanisms)

static const struct mechanism_digest digests[] = {
    {CKM_SHA_1, CKG_MGF1_SHA1, VALUX_SIGNER_SHA1, 20},
    {CKM_SHA224, CKG_MGF1_SHA224, VALUX_SIGNER_SHA224, 28},
    {CKM_SHA256, CKG_MGF1_SHA256, VALUX_SIGNER_SHA256, 32},
    {CKM_SHA384, CKG_MGF1_SHA384, VALUX_SIGNER_SHA384, 48},
    {CKM_SHA512, CKG_MGF1_SHA512, VALUX_SIGNER_SHA512, 64},
};
#define DIGEST_COUNT (sizeof digests / sizeof *digests)

const struct mechanism *mechanism_find(CK_MECHANISM_TYPE type)
{
    for (size_t i = 0; i < MECHANISM_COUNT; i++)
        if (mechanisms[i].type == type)
            return &mechanisms[i];
    return NULL;
}

const struct mechanism_digest *mechanism_digest_find(CK_MECHANISM_TYPE type)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++)
        if (digests[i].type == type)
            return &digests[i];
    return NULL;
}

const struct mechanism_digest *mechanism_digest_find_mgf(CK_RSA_PKCS_MGF_TYPE mgf)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++)
        if (digests[i].mgf == mgf)
            return &digests[i];
    return NULL;
}

size_t mechanism_list(CK_MECHANISM_TYPE *list)
{
    for (size_t i = 0; list != NULL && i < MECHANISM_COUNT; i++)
        list[i] = mechanisms[i].type;
    return MECHANISM_COUNT;
}
