/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers valux_signer_request_decode and valux_signer_request_encode. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/signer_protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken for a request is one, and is written as the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t again[VALUX_SIGNER_FRAME_MAX];
    struct valux_signer_request request;
    size_t length;

    if (!valux_signer_request_decode(data, size, &request))
        return 0;
    if (request.verb < VALUX_SIGNER_HELLO || request.verb > VALUX_SIGNER_UNWRAP ||
        request.scheme > VALUX_SIGNER_AES_KEY_WRAP || request.digest > VALUX_SIGNER_SHA512 ||
        request.mgf_digest > VALUX_SIGNER_SHA512 ||
        request.payload_length > VALUX_SIGNER_PAYLOAD_MAX ||
        request.prefix_length > request.payload_length ||
        request.output_length > VALUX_SIGNER_SECRET_MAX ||
        request.payload + request.payload_length != data + size)
        abort();
    if (!valux_signer_request_encode(&request, again, sizeof again, &length) || length != size ||
        memcmp(again, data, size) != 0)
        abort();
    return 0;
}
