/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/derivation.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>

#include "signer/digests.h"

#define UNCOMPRESSED_POINT 4 /* the first byte of one (SEC 1, 2.3.3) */

/* Makes the other side's public key. libcrypto checks that its point lies on the curve. */
static EVP_PKEY *peer_key(const struct key *key, const struct valux_signer_request *request)
{
    const uint8_t *point = request->payload + request->prefix_length;
    size_t length = request->payload_length - request->prefix_length;
    EVP_PKEY *peer = EVP_PKEY_new();

    if (length == 0 || point[0] != UNCOMPRESSED_POINT || peer == NULL ||
        EVP_PKEY_copy_parameters(peer, key->private_key) != 1 ||
        EVP_PKEY_set1_encoded_public_key(peer, point, length) != 1) {
        EVP_PKEY_free(peer);
        return NULL;
    }
    return peer;
}

/* The context gets a copy of the shared data, which it frees. */
static bool set_shared_data(EVP_PKEY_CTX *context, const struct valux_signer_request *request)
{
    void *shared_data;

    if (request->prefix_length == 0)
        return true;
    shared_data = OPENSSL_memdup(request->payload, request->prefix_length);
    if (shared_data == NULL)
        return false;
    if (EVP_PKEY_CTX_set0_ecdh_kdf_ukm(context, shared_data, (int)request->prefix_length) != 1) {
        OPENSSL_free(shared_data);
        return false;
    }
    return true;
}

static bool set_kdf(EVP_PKEY_CTX *context, const struct valux_signer_request *request)
{
    if (request->digest == VALUX_SIGNER_NO_DIGEST)
        return true;
    return EVP_PKEY_CTX_set_ecdh_kdf_type(context, EVP_PKEY_ECDH_KDF_X9_63) == 1 &&
           EVP_PKEY_CTX_set_ecdh_kdf_md(context, digest_of(request->digest)) == 1 &&
           EVP_PKEY_CTX_set_ecdh_kdf_outlen(context, (int)request->output_length) == 1 &&
           set_shared_data(context, request);
}

enum valux_signer_status derivation_compute(const struct key *key,
                                            const struct valux_signer_request *request,
                                            uint8_t *answer, size_t *length)
{
    enum valux_signer_status status = VALUX_SIGNER_FAILED;
    EVP_PKEY_CTX *context = NULL;
    EVP_PKEY *peer = NULL;

    if (key->state != KEY_EC)
        return VALUX_SIGNER_BAD_REQUEST;
    peer = peer_key(key, request);
    if (peer == NULL)
        return VALUX_SIGNER_BAD_DATA;
    context = EVP_PKEY_CTX_new_from_pkey(NULL, key->private_key, NULL);
    if (context == NULL || EVP_PKEY_derive_init(context) != 1 ||
        EVP_PKEY_derive_set_peer(context, peer) != 1 || !set_kdf(context, request))
        goto done;
    /* With a KDF, keys that a TPM has want to be asked for the very length. */
    *length = request->digest == VALUX_SIGNER_NO_DIGEST ? VALUX_SIGNER_PAYLOAD_MAX
                                                        : request->output_length;
    if (EVP_PKEY_derive(context, answer, length) == 1)
        status = VALUX_SIGNER_OK;
done:
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(peer);
    return status;
}
