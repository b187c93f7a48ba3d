/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <openssl/evp.h>

#include "operations.h"

#define UNCOMPRESSED_POINT 4 /* the first byte of one (SEC 1, 2.3.3) */

/* The other side's public key; libcrypto checks that the point lies on the curve. */
static EVP_PKEY *peer_key(const struct key *key, const struct valux_signer_request *request)
{
    EVP_PKEY *peer = EVP_PKEY_new();

    if (request->payload_length == 0 || request->payload[0] != UNCOMPRESSED_POINT || peer == NULL ||
        EVP_PKEY_copy_parameters(peer, key->private_key) != 1 ||
        EVP_PKEY_set1_encoded_public_key(peer, request->payload, request->payload_length) != 1) {
        EVP_PKEY_free(peer);
        return NULL;
    }
    return peer;
}

enum valux_signer_status operation_derive(const struct key *key,
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
        EVP_PKEY_derive_set_peer(context, peer) != 1)
        goto done;
    *length = VALUX_SIGNER_PAYLOAD_MAX;
    if (EVP_PKEY_derive(context, answer, length) == 1)
        status = VALUX_SIGNER_OK;
done:
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(peer);
    return status;
}
