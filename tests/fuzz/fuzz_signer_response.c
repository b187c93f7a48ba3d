/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers valux_signer_response_decode and valux_signer_response_encode. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/signer_protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken for a response is one, and is written as the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t again[VALUX_SIGNER_FRAME_MAX];
    struct valux_signer_response response;
    size_t length;

    if (!valux_signer_response_decode(data, size, &response))
        return 0;
    if (response.status > VALUX_SIGNER_FAILED ||
        response.payload_length > VALUX_SIGNER_PAYLOAD_MAX ||
        (response.status != VALUX_SIGNER_OK && response.payload_length > 0) ||
        response.payload + response.payload_length != data + size)
        abort();
    if (!valux_signer_response_encode(&response, again, sizeof again, &length) || length != size ||
        memcmp(again, data, size) != 0)
        abort();
    return 0;
}
