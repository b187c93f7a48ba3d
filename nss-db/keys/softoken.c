/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/softoken.h"

#include <stdlib.h>
#include <string.h>

#define WRAPPED_SIZE 8192 /* bytes of a wrapped PrivateKeyInfo at the most */
#define AES_KEY_SIZE 32
#define AES_BLOCK_SIZE 16

static CK_RV derive(const struct softoken *softoken, CK_OBJECT_HANDLE base, const uint8_t *salt,
                    size_t salt_length, const char *information, size_t length,
                    CK_OBJECT_HANDLE *derived)
{
    CK_HKDF_PARAMS parameters = {
        .bExtract = CK_TRUE,
        .bExpand = CK_TRUE,
        .prfHashMechanism = CKM_SHA256,
        .ulSaltType = CKF_HKDF_SALT_DATA,
        .pSalt = (CK_BYTE *)salt,
        .ulSaltLen = salt_length,
        .pInfo = (CK_BYTE *)information,
        .ulInfoLen = strlen(information),
    };
    CK_MECHANISM mechanism = {CKM_HKDF_DERIVE, &parameters, sizeof parameters};
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_GENERIC_SECRET;
    CK_ULONG value_length = length;
    CK_BBOOL no = CK_FALSE;
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &class, sizeof class},
        {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_VALUE_LEN, &value_length, sizeof value_length},
        {CKA_SENSITIVE, &no, sizeof no},
    };

    return softoken->functions->C_DeriveKey(softoken->session, &mechanism, base, template,
                                            sizeof template / sizeof *template, derived);
}

CK_RV softoken_hkdf(const struct softoken *softoken, const uint8_t *secret, size_t secret_length,
                    const uint8_t *salt, size_t salt_length, const char *information,
                    uint8_t *derived, size_t length)
{
    CK_FUNCTION_LIST *functions = softoken->functions;
    CK_OBJECT_HANDLE base = CK_INVALID_HANDLE;
    CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_HKDF;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &class, sizeof class},
        {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_DERIVE, &yes, sizeof yes},
        {CKA_VALUE, (void *)secret, secret_length},
    };
    CK_ATTRIBUTE value = {CKA_VALUE, derived, length};
    CK_RV rv = functions->C_CreateObject(softoken->session, template,
                                         sizeof template / sizeof *template, &base);

    if (rv == CKR_OK)
        rv = derive(softoken, base, salt, salt_length, information, length, &key);
    if (rv == CKR_OK)
        rv = functions->C_GetAttributeValue(softoken->session, key, &value, 1);
    if (rv == CKR_OK && value.ulValueLen != length)
        rv = CKR_GENERAL_ERROR;
    if (key != CK_INVALID_HANDLE)
        (void)functions->C_DestroyObject(softoken->session, key);
    if (base != CK_INVALID_HANDLE)
        (void)functions->C_DestroyObject(softoken->session, base);
    return rv;
}

/* *key becomes CK_INVALID_HANDLE if there is no such key. */
static CK_RV find_private_key(const struct softoken *softoken, struct valux_key_id key_id,
                              CK_OBJECT_HANDLE *key)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &class, sizeof class},
        {CKA_ID, key_id.bytes, VALUX_KEY_ID_SIZE},
    };
    CK_ULONG count = 0;
    CK_RV rv = softoken->functions->C_FindObjectsInit(softoken->session, template,
                                                      sizeof template / sizeof *template);

    *key = CK_INVALID_HANDLE;
    if (rv != CKR_OK)
        return rv;
    rv = softoken->functions->C_FindObjects(softoken->session, key, 1, &count);
    (void)softoken->functions->C_FindObjectsFinal(softoken->session);
    return rv;
}

static CK_RV make_wrapping_key(const struct softoken *softoken, CK_OBJECT_HANDLE *key)
{
    CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
    CK_ULONG length = AES_KEY_SIZE;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE template[] = {
        {CKA_VALUE_LEN, &length, sizeof length},
        {CKA_WRAP, &yes, sizeof yes},
        {CKA_DECRYPT, &yes, sizeof yes},
    };

    return softoken->functions->C_GenerateKey(softoken->session, &mechanism, template,
                                              sizeof template / sizeof *template, key);
}

static CK_RV wrap_and_open(const struct softoken *softoken, CK_OBJECT_HANDLE key,
                           CK_OBJECT_HANDLE wrapping_key, struct valux_bytes *pkcs8)
{
    CK_FUNCTION_LIST *functions = softoken->functions;
    uint8_t iv[AES_BLOCK_SIZE] = {0};
    CK_MECHANISM mechanism = {CKM_AES_CBC_PAD, iv, sizeof iv};
    CK_BYTE wrapped[WRAPPED_SIZE];
    CK_ULONG wrapped_length = sizeof wrapped;
    CK_ULONG length = sizeof wrapped;
    CK_RV rv = functions->C_WrapKey(softoken->session, &mechanism, wrapping_key, key, wrapped,
                                    &wrapped_length);

    if (rv != CKR_OK)
        return rv;
    pkcs8->data = malloc(sizeof wrapped);
    if (pkcs8->data == NULL)
        return CKR_HOST_MEMORY;
    pkcs8->length = sizeof wrapped;
    rv = functions->C_DecryptInit(softoken->session, &mechanism, wrapping_key);
    if (rv == CKR_OK)
        rv = functions->C_Decrypt(softoken->session, wrapped, wrapped_length, pkcs8->data, &length);
    if (rv == CKR_OK)
        pkcs8->length = length;
    else
        valux_bytes_wipe(pkcs8);
    return rv;
}

CK_RV softoken_read_private_key(const struct softoken *softoken, struct valux_key_id key_id,
                                struct valux_bytes *pkcs8)
{
    CK_OBJECT_HANDLE key;
    CK_OBJECT_HANDLE wrapping_key;
    CK_RV rv = find_private_key(softoken, key_id, &key);

    *pkcs8 = (struct valux_bytes){NULL, 0};
    if (rv != CKR_OK || key == CK_INVALID_HANDLE)
        return rv;
    rv = make_wrapping_key(softoken, &wrapping_key);
    if (rv != CKR_OK)
        return rv;
    rv = wrap_and_open(softoken, key, wrapping_key, pkcs8);
    (void)softoken->functions->C_DestroyObject(softoken->session, wrapping_key);
    return rv;
}
