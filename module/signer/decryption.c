/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/decryption.h"

#include <openssl/crypto.h>
#include <openssl/rsa.h>

#include "signer/digests.h"
#include "signer/implicit_rejection.h"

/* The context gets a copy of the label, which it frees. */
static bool set_label(EVP_PKEY_CTX *context, const struct valux_signer_request *request)
{
    void *label;

    if (request->prefix_length == 0)
        return true;
    label = OPENSSL_memdup(request->payload, request->prefix_length);
    if (label == NULL)
        return false;
    if (EVP_PKEY_CTX_set0_rsa_oaep_label(context, label, (int)request->prefix_length) != 1) {
        OPENSSL_free(label);
        return false;
    }
    return true;
}

static enum valux_signer_status decrypt_oaep(const struct key *key,
                                             const struct valux_signer_request *request,
                                             uint8_t *answer, size_t *length)
{
    enum valux_signer_status status = VALUX_SIGNER_FAILED;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->private_key, NULL);

    if (context == NULL || EVP_PKEY_decrypt_init(context) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_oaep_md(context, digest_of(request->digest)) != 1 ||
        EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(request->mgf_digest)) != 1 ||
        !set_label(context, request))
        goto done;
    *length = VALUX_SIGNER_PAYLOAD_MAX;
    status = EVP_PKEY_decrypt(context, answer, length, request->payload + request->prefix_length,
                              request->payload_length - request->prefix_length) == 1
                 ? VALUX_SIGNER_OK
                 : VALUX_SIGNER_BAD_DATA;
done:
    EVP_PKEY_CTX_free(context);
    return status;
}

enum valux_signer_status decryption_compute(const struct key *key,
                                            const struct valux_signer_request *request,
                                            uint8_t *answer, size_t *length)
{
    if (key->state != KEY_RSA)
        return VALUX_SIGNER_BAD_REQUEST;
    if (request->payload_length - request->prefix_length != key->size)
        return VALUX_SIGNER_BAD_LENGTH;
    if (request->scheme == VALUX_SIGNER_RSA_OAEP)
        return decrypt_oaep(key, request, answer, length);
    return implicit_rejection_decrypt(key->private_key, request->payload + request->prefix_length,
                                      key->size, answer, length)
               ? VALUX_SIGNER_OK
               : VALUX_SIGNER_BAD_DATA;
}
