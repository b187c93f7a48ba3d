/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_request.h"

#include "signer-link/client.h"
#include "token/debug.h"
#include "valux/signer_failure.h"

CK_RV signer_request(const struct valux_signer_request *request, uint8_t *answer,
                     size_t *answer_length)
{
    CK_RV result = signer_client_request(request, answer, answer_length);

    if (result == CKR_DEVICE_ERROR)
        debug_message(valux_signer_failure_text(signer_client_failure()));
    return result;
}
