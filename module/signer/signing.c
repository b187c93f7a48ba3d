/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/signing.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "signer/digests.h"

#define PKCS1_OVERHEAD 11     /* bytes of padding at least (RFC 8017, 9.2) */
#define DER_SIGNATURE_MAX 160 /* bytes of an ECDSA signature over the longest order */

/*
 * The digest that a context is made for. ECDSA signs whatever it is given, so that one context
 * serves all digests.
 */
static enum valux_signer_digest context_digest(const struct valux_signer_request *request)
{
    return request->scheme == VALUX_SIGNER_ECDSA ? VALUX_SIGNER_NO_DIGEST : request->digest;
}

static bool set_rsa_padding(EVP_PKEY_CTX *context, const struct valux_signer_request *request)
{
    const EVP_MD *digest = digest_of(request->digest);

    if (request->scheme == VALUX_SIGNER_RSA_PKCS1)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
               (digest == NULL || EVP_PKEY_CTX_set_signature_md(context, digest) == 1);
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context, digest) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(request->mgf_digest)) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)request->salt_length) == 1;
}

static EVP_PKEY_CTX *make_context(const struct key *key, const struct valux_signer_request *request)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->private_key, NULL);

    if (context == NULL || EVP_PKEY_sign_init(context) != 1 ||
        (key->state == KEY_RSA && !set_rsa_padding(context, request))) {
        EVP_PKEY_CTX_free(context);
        return NULL;
    }
    return context;
}

static bool context_fits(const struct signing_context *kept, const struct key *key,
                         const struct valux_signer_request *request)
{
    return kept->key == key && kept->scheme == request->scheme &&
           kept->digest == context_digest(request) && kept->mgf_digest == request->mgf_digest &&
           kept->salt_length == request->salt_length;
}

static EVP_PKEY_CTX *context_for(struct signing_contexts *contexts, const struct key *key,
                                 const struct valux_signer_request *request)
{
    struct signing_context *replaced = &contexts->contexts[contexts->oldest];

    for (size_t i = 0; i < SIGNING_CONTEXTS; i++)
        if (context_fits(&contexts->contexts[i], key, request))
            return contexts->contexts[i].context;
    EVP_PKEY_CTX *context = make_context(key, request);
    if (context == NULL)
        return NULL;
    EVP_PKEY_CTX_free(replaced->context);
    *replaced = (struct signing_context){
        .key = key,
        .scheme = request->scheme,
        .digest = context_digest(request),
        .mgf_digest = request->mgf_digest,
        .salt_length = request->salt_length,
        .context = context,
    };
    contexts->oldest = (contexts->oldest + 1) % SIGNING_CONTEXTS;
    return context;
}

/* Turns libcrypto's signature, a DER SEQUENCE of two INTEGERs, into r and s of `half` bytes each.
 */
static bool split_signature(const uint8_t *der, size_t der_length, uint8_t *answer, size_t half)
{
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)der_length);
    bool result = signature != NULL &&
                  BN_bn2binpad(ECDSA_SIG_get0_r(signature), answer, (int)half) == (int)half &&
                  BN_bn2binpad(ECDSA_SIG_get0_s(signature), answer + half, (int)half) == (int)half;

    ECDSA_SIG_free(signature);
    return result;
}

static enum valux_signer_status check_rsa_data(const struct key *key,
                                               const struct valux_signer_request *request,
                                               size_t data_length)
{
    size_t digest_length = request->digest == VALUX_SIGNER_NO_DIGEST
                               ? 0
                               : (size_t)EVP_MD_get_size(digest_of(request->digest));

    if (request->scheme == VALUX_SIGNER_RSA_PKCS1)
        return data_length + PKCS1_OVERHEAD > key->size ? VALUX_SIGNER_BAD_LENGTH : VALUX_SIGNER_OK;
    if (data_length != digest_length)
        return VALUX_SIGNER_BAD_LENGTH;
    size_t encoded = ((size_t)EVP_PKEY_get_bits(key->private_key) + 6) / 8;
    return digest_length + request->salt_length + 2 > encoded ? VALUX_SIGNER_BAD_REQUEST
                                                              : VALUX_SIGNER_OK;
}

static enum valux_signer_status
check_data(const struct key *key, const struct valux_signer_request *request, size_t data_length)
{
    if ((request->scheme == VALUX_SIGNER_ECDSA) != (key->state == KEY_EC))
        return VALUX_SIGNER_BAD_REQUEST;
    if (key->state == KEY_RSA)
        return check_rsa_data(key, request, data_length);
    return data_length == 0 ? VALUX_SIGNER_BAD_LENGTH : VALUX_SIGNER_OK;
}

enum valux_signer_status signing_compute(struct signing_contexts *contexts, const struct key *key,
                                         const struct valux_signer_request *request,
                                         const uint8_t *data, size_t data_length, uint8_t *answer,
                                         size_t *length)
{
    uint8_t der[DER_SIGNATURE_MAX];
    size_t der_length = sizeof der;
    enum valux_signer_status status = check_data(key, request, data_length);

    if (status != VALUX_SIGNER_OK)
        return status;
    EVP_PKEY_CTX *context = context_for(contexts, key, request);
    if (context == NULL)
        return VALUX_SIGNER_FAILED;
    if (key->state == KEY_RSA) {
        *length = VALUX_SIGNER_PAYLOAD_MAX;
        return EVP_PKEY_sign(context, answer, length, data, data_length) == 1 ? VALUX_SIGNER_OK
                                                                              : VALUX_SIGNER_FAILED;
    }
    *length = 2 * key->size;
    return EVP_PKEY_sign(context, der, &der_length, data, data_length) == 1 &&
                   split_signature(der, der_length, answer, key->size)
               ? VALUX_SIGNER_OK
               : VALUX_SIGNER_FAILED;
}
