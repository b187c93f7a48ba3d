/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/mechanism_table.h"

#include "slot.h"
#include "token/debug.h"
#include "token/state.h"

#define EC_FLAGS (CKF_EC_F_P | CKF_EC_NAMEDCURVE | CKF_EC_UNCOMPRESS)

/* A row of a raw mechanism, and one of a mechanism that hashes the message first. */
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

static CK_RV list_mechanisms(CK_SLOT_ID slot, CK_MECHANISM_TYPE *list, CK_ULONG *count)
{
    CK_ULONG room;

    if (slot != SLOT_ID)
        return CKR_SLOT_ID_INVALID;
    if (count == NULL)
        return CKR_ARGUMENTS_BAD;
    room = *count;
    *count = MECHANISM_COUNT;
    if (list == NULL)
        return CKR_OK;
    if (room < MECHANISM_COUNT)
        return CKR_BUFFER_TOO_SMALL;
    for (size_t i = 0; i < MECHANISM_COUNT; i++)
        list[i] = mechanisms[i].type;
    return CKR_OK;
}

CK_RV C_GetMechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR list, CK_ULONG_PTR count)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = list_mechanisms(slot, list, count);
    }
    return debug_result(__func__, result);
}

/*
 * SunPKCS11 asks whether the token knows the digest of a PSS signature before it uses
 * CKM_RSA_PKCS_PSS. The digests are known, as parts of other mechanisms: no function takes them
 * alone, so that they have no flag and are not listed.
 */
static bool describe_digest(CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
    if (mechanism_digest_find(type) == NULL)
        return false;
    if (info != NULL)
        *info = (CK_MECHANISM_INFO){0};
    return true;
}

static CK_RV describe(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
    const struct mechanism *mechanism = mechanism_find(type);

    if (slot != SLOT_ID)
        return CKR_SLOT_ID_INVALID;
    if (mechanism == NULL && !describe_digest(type, info))
        return CKR_MECHANISM_INVALID;
    if (info == NULL)
        return CKR_ARGUMENTS_BAD;
    if (mechanism == NULL)
        return CKR_OK;
    if (mechanism->key_type == CKK_RSA)
        *info = (CK_MECHANISM_INFO){MECHANISM_RSA_MIN, MECHANISM_RSA_MAX, mechanism->flags};
    else if (mechanism->key_type == CKK_EC)
        *info =
            (CK_MECHANISM_INFO){MECHANISM_EC_MIN, MECHANISM_EC_MAX, mechanism->flags | EC_FLAGS};
    else
        *info = (CK_MECHANISM_INFO){MECHANISM_AES_MIN, MECHANISM_AES_MAX, mechanism->flags};
    return CKR_OK;
}

CK_RV C_GetMechanismInfo(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR info)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = describe(slot, type, info);
    }
    return debug_result(__func__, result);
}
