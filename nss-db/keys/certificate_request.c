/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/certificate_request.h"

#include <cert.h>
#include <cryptohi.h>
#include <keyhi.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <secasn1.h>
#include <secder.h>
#include <secoid.h>
#include <stdio.h>
#include <string.h>

#include "keys/nss_database.h"
#include "valux/text.h"
#include "valux/tpm_key_pair.h"

#define TPM_SIGNATURE_MAX 256 /* bytes: of RSA-2048 */

/* A private key, in one of two places. */
struct signing_key {
    SECKEYPrivateKey *in_nss;
    EVP_PKEY *in_tpm;
    struct valux_bytes information; /* the SubjectPublicKeyInfo of the TPM's key, DER */
};

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

/* The public key of a key pair: the TPM's file has it, or NSS makes it of the private key. */
static SECKEYPublicKey *public_key_of(const struct signing_key *key)
{
    SECItem der = {siBuffer, key->information.data, (unsigned)key->information.length};

    if (key->in_nss != NULL)
        return SECKEY_ConvertToPublicKey(key->in_nss);
    CERTSubjectPublicKeyInfo *information =
        der.len == 0 ? NULL : SECKEY_DecodeDERSubjectPublicKeyInfo(&der);
    SECKEYPublicKey *result = information == NULL ? NULL : SECKEY_ExtractPublicKey(information);
    if (information != NULL)
        SECKEY_DestroySubjectPublicKeyInfo(information);
    return result;
}

/* What SEC_DerSignData does, with a key that NSS does not have. */
static bool sign_by_tpm(PLArenaPool *arena, SECItem *result, const SECItem *data, EVP_PKEY *key,
                        SECOidTag algorithm)
{
    uint8_t signature[TPM_SIGNATURE_MAX];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CERTSignedData signed_data = {.data = *data};
    bool good = context != NULL &&
                EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestSign(context, signature, &length, data->data, data->len) == 1;

    EVP_MD_CTX_free(context);
    signed_data.signature = (SECItem){siBuffer, signature, (unsigned)length * 8}; /* in bits */
    return good &&
           SECOID_SetAlgorithmID(arena, &signed_data.signatureAlgorithm, algorithm, NULL) ==
               SECSuccess &&
           SEC_ASN1EncodeItem(arena, result, &signed_data, SEC_ASN1_GET(CERT_SignedDataTemplate)) !=
               NULL;
}

static bool sign_by(const struct signing_key *key, PLArenaPool *arena, SECItem *result,
                    const SECItem *data, SECOidTag algorithm)
{
    if (key->in_tpm != NULL)
        return sign_by_tpm(arena, result, data, key->in_tpm, algorithm);
    return SEC_DerSignData(arena, result, data->data, (int)data->len, key->in_nss, algorithm) ==
           SECSuccess;
}

static void free_signing_key(struct signing_key *key)
{
    if (key->in_nss != NULL)
        SECKEY_DestroyPrivateKey(key->in_nss);
    EVP_PKEY_free(key->in_tpm);
    valux_bytes_free(&key->information);
}

static bool find_signing_key(struct valux_key_database *database, struct valux_key_id key_id,
                             struct signing_key *key, struct valux_error *error)
{
    unsigned char *der = NULL;

    *key = (struct signing_key){0};
    if (!valux_key_database_tpm_key(database, key_id, &key->in_tpm, error))
        return false;
    if (key->in_tpm == NULL) {
        key->in_nss = key_database_find(database, key_id);
        return true;
    }
    int length = i2d_PUBKEY(key->in_tpm, &der);
    bool result = length > 0 && valux_bytes_copy(&key->information, der, (size_t)length);
    OPENSSL_free(der);
    if (!result)
        free_signing_key(key);
    return result || valux_error_set_memory(error);
}

static bool explain(const struct valux_key_database *database, const struct signing_key *key,
                    struct valux_error *error)
{
    if (key->in_tpm != NULL)
        return valux_tpm_explain(database->tpm, error);
    return key_database_error(error, _("the certificate request can't be made"));
}

static bool sign_request(struct valux_key_database *database, struct valux_key_id key_id,
                         CERTName *subject, const char *challenge, struct valux_bytes *request,
                         struct valux_error *error)
{
    bool result = false;
    SECItem der = {siBuffer, NULL, 0};
    SECItem signed_request = {siBuffer, NULL, 0};
    CERTCertificateRequest *unsigned_request = NULL;
    struct signing_key key;
    SECKEYPublicKey *public_key;

    if (!find_signing_key(database, key_id, &key, error))
        return false;
    PLArenaPool *arena = PORT_NewArena(DER_DEFAULT_CHUNKSIZE);
    public_key = public_key_of(&key);
    if (arena != NULL && public_key != NULL && subject != NULL)
        unsigned_request = make_request(public_key, subject, challenge);
    if (unsigned_request == NULL ||
        SEC_ASN1EncodeItem(arena, &der, unsigned_request,
                           SEC_ASN1_GET(CERT_CertificateRequestTemplate)) == NULL ||
        !sign_by(&key, arena, &signed_request, &der, signature_algorithm(public_key))) {
        explain(database, &key, error);
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
    free_signing_key(&key);
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
