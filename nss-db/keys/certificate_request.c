/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/certificate_request.h"

#include <cert.h>
#include <cryptohi.h>
#include <keyhi.h>
#include <secasn1.h>
#include <secder.h>
#include <secoid.h>
#include <stdio.h>
#include <string.h>

#include "keys/nss_database.h"
#include "valux/text.h"

/* Adds challengePassword (RFC 2985, 5.4.1) to the request, in the request's own arena. */
static bool add_challenge(CERTCertificateRequest *request, const char *challenge)
{
    CERTAttribute **attributes = PORT_ArenaZNewArray(request->arena, CERTAttribute *, 2);
    CERTAttribute *attribute = PORT_ArenaZNew(request->arena, CERTAttribute);
    SECItem **values = PORT_ArenaZNewArray(request->arena, SECItem *, 2);
    SECItem *value = PORT_ArenaZNew(request->arena, SECItem);
    SECOidData *oid = SECOID_FindOIDByTag(SEC_OID_PKCS9_CHALLENGE_PASSWORD);
    SECItem text = {siUTF8String, (unsigned char *)challenge, (unsigned)strlen(challenge)};

    if (attributes == NULL || attribute == NULL || values == NULL || value == NULL || oid == NULL ||
        SEC_ASN1EncodeItem(request->arena, value, &text, SEC_ASN1_GET(SEC_UTF8StringTemplate)) ==
            NULL ||
        SECITEM_CopyItem(request->arena, &attribute->attrType, &oid->oid) != SECSuccess)
        return false;
    values[0] = value;
    attribute->attrValue = values;
    attributes[0] = attribute;
    request->attributes = attributes;
    return true;
}

static CERTCertificateRequest *make_request(SECKEYPublicKey *public_key, CERTName *subject,
                                            const char *challenge)
{
    CERTCertificateRequest *request = NULL;
    CERTSubjectPublicKeyInfo *information = SECKEY_CreateSubjectPublicKeyInfo(public_key);

    if (information != NULL)
        request = CERT_CreateCertificateRequest(subject, information, NULL);
    if (request != NULL && challenge != NULL && !add_challenge(request, challenge)) {
        CERT_DestroyCertificateRequest(request);
        request = NULL;
    }
    if (information != NULL)
        SECKEY_DestroySubjectPublicKeyInfo(information);
    return request;
}

static SECOidTag signature_algorithm(const SECKEYPublicKey *public_key)
{
    if (SECKEY_GetPublicKeyType(public_key) == rsaKey)
        return SEC_OID_PKCS1_SHA256_WITH_RSA_ENCRYPTION;
    return SECKEY_PublicKeyStrengthInBits(public_key) > 256
               ? SEC_OID_ANSIX962_ECDSA_SHA384_SIGNATURE
               : SEC_OID_ANSIX962_ECDSA_SHA256_SIGNATURE;
}

static bool sign_request(struct valux_key_database *database, struct valux_key_id key_id,
                         CERTName *subject, const char *challenge, struct valux_bytes *request,
                         struct valux_error *error)
{
    bool result = false;
    SECItem der = {siBuffer, NULL, 0};
    SECItem signed_request = {siBuffer, NULL, 0};
    CERTCertificateRequest *unsigned_request = NULL;
    PLArenaPool *arena = PORT_NewArena(DER_DEFAULT_CHUNKSIZE);
    SECKEYPrivateKey *key = key_database_find(database, key_id);
    SECKEYPublicKey *public_key = key == NULL ? NULL : SECKEY_ConvertToPublicKey(key);

    if (arena != NULL && public_key != NULL && subject != NULL)
        unsigned_request = make_request(public_key, subject, challenge);
    if (unsigned_request == NULL ||
        SEC_ASN1EncodeItem(arena, &der, unsigned_request,
                           SEC_ASN1_GET(CERT_CertificateRequestTemplate)) == NULL ||
        SEC_DerSignData(arena, &signed_request, der.data, (int)der.len, key,
                        signature_algorithm(public_key)) != SECSuccess) {
        key_database_error(error, _("the certificate request can't be made"));
        goto done;
    }
    if (!valux_bytes_copy(request, signed_request.data, signed_request.len)) {
        valux_error_set_memory(error);
        goto done;
    }
    result = true;
done:
    if (unsigned_request != NULL)
        CERT_DestroyCertificateRequest(unsigned_request);
    if (public_key != NULL)
        SECKEY_DestroyPublicKey(public_key);
    if (key != NULL)
        SECKEY_DestroyPrivateKey(key);
    if (arena != NULL)
        PORT_FreeArena(arena, PR_TRUE);
    return result;
}

bool valux_key_database_request(struct valux_key_database *database, struct valux_key_id key_id,
                                const char *common_name, const char *organisation,
                                const char *challenge, struct valux_bytes *request,
                                struct valux_error *error)
{
    char name[256];

    snprintf(name, sizeof name, "CN=%s,O=%s", common_name, organisation);
    CERTName *subject = CERT_AsciiToName(name);
    bool result = sign_request(database, key_id, subject, challenge, request, error);
    if (subject != NULL)
        CERT_DestroyName(subject);
    return result;
}

bool valux_key_database_renewal_request(struct valux_key_database *database,
                                        struct valux_key_id key_id,
                                        const struct valux_bytes *subject, const char *challenge,
                                        struct valux_bytes *request, struct valux_error *error)
{
    SECItem der = {siBuffer, subject->data, (unsigned)subject->length};
    PLArenaPool *arena = PORT_NewArena(DER_DEFAULT_CHUNKSIZE);
    CERTName *name = arena == NULL ? NULL : PORT_ArenaZNew(arena, CERTName);

    if (name != NULL &&
        SEC_QuickDERDecodeItem(arena, name, SEC_ASN1_GET(CERT_NameTemplate), &der) != SECSuccess)
        name = NULL;
    bool result = sign_request(database, key_id, name, challenge, request, error);
    if (arena != NULL)
        PORT_FreeArena(arena, PR_FALSE);
    return result;
}
