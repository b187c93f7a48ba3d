/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* Covers centre_problem: problem documents (RFC 9457) under each status that matters. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "centre/problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = {204, 302, 400, 403, 404, 408, 409, 429, 500, 503, 599};

    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        struct valux_error error = {0};
        struct http_answer answer = {
            .status = statuses[i], .content_type = "application/problem+json", .retry_after = -1};
        if (!valux_bytes_copy(&answer.body, data, size))
            abort();
        enum centre_outcome outcome = centre_problem(&answer, &error);
        if ((outcome != CENTRE_REFUSED && outcome != CENTRE_BUSY && outcome != CENTRE_LOST) ||
            error.domain == VALUX_ERROR_NONE || error.message[0] == '\0')
            abort();
        valux_bytes_free(&answer.body);
    }
    return 0;
}
