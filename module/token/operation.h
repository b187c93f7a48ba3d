/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_OPERATION_H
#define VALUX_MODULE_TOKEN_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/* A session's signing or decryption between its C_…Init and its end. */

#define OPERATION_MESSAGE_MAX ((size_t)64 << 20) /* bytes of a message in parts */
#define OPERATION_OUTPUT_MAX 1024                /* bytes: a signature of RSA with 8192 bits */

struct operation {
    bool active;
    bool in_parts;                       /* C_SignUpdate was called */
    bool answered;                       /* `data` is the plaintext, for a larger buffer */
    struct valux_signer_request request; /* without its payload */
    size_t input_min;                    /* bytes of input that key and mechanism allow */
    size_t input_max;
    size_t output_max; /* bytes of output: exact for a signature */
    uint8_t *data;     /* what was gathered; owned */
    size_t length;
    size_t capacity;
};

/* Appends to the gathered data. CKR_DATA_LEN_RANGE above OPERATION_MESSAGE_MAX; CKR_HOST_MEMORY. */
CK_RV operation_append(struct operation *operation, const void *data, size_t length);

/* Ends the operation: wipes and frees what was gathered. */
void operation_clear(struct operation *operation);

/* Moves the operation out of the session, so that it can go on without the state's mutex. */
struct operation operation_take(struct operation *operation);

#endif
