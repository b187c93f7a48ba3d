/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/aes_key_wrap.h"

#include <openssl/evp.h>

static const char *cipher_name(uint32_t key_length)
{
    switch (key_length) {
    case 16:
        return "AES-128-WRAP";
    case 24:
        return "AES-192-WRAP";
    default:
        return "AES-256-WRAP";
    }
}

enum valux_signer_status key_wrap_unwrap(const struct valux_signer_request *request,
                                         uint8_t *answer, size_t *length)
{
    enum valux_signer_status status = VALUX_SIGNER_FAILED;
    const uint8_t *wrapped = request->payload + request->prefix_length;
    size_t wrapped_length = request->payload_length - request->prefix_length;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, cipher_name(request->prefix_length), NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0;

    if (cipher == NULL || context == NULL)
        goto done;
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_DecryptInit_ex2(context, cipher, request->payload, NULL, NULL) != 1)
        goto done;
    status = VALUX_SIGNER_BAD_DATA;
    if (EVP_DecryptUpdate(context, answer, &written, wrapped, (int)wrapped_length) == 1 &&
        written > 0) {
        *length = (size_t)written;
        status = VALUX_SIGNER_OK;
    }
done:
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return status;
}
