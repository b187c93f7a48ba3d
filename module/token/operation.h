/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_OPERATION_H
#define VALUX_MODULE_TOKEN_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/* A signature or a decryption of a session, from C_SignInit or C_DecryptInit to its end. */

#define OPERATION_MESSAGE_MAX ((size_t)64 << 20) /* bytes: the longest message in parts */
#define OPERATION_OUTPUT_MAX 1024                /* bytes: a signature of RSA with 8192 bits */

struct operation {
    bool active;
    bool in_parts; /* C_SignUpdate was called */
    bool answered; /* `data` is the plaintext; the program's buffer was too small */
    struct valux_signer_request request; /* the payload is set at the end */
    size_t input_min;                    /* bytes of input, as key and mechanism allow them */
    size_t input_max;
    size_t output_max; /* bytes of output; a signature has exactly so many */
    uint8_t *data;     /* what the calls gave so far; owned */
    size_t length;
    size_t capacity;
};

/* Appends to `data`. CKR_DATA_LEN_RANGE above OPERATION_MESSAGE_MAX; CKR_HOST_MEMORY. */
CK_RV operation_append(struct operation *operation, const void *data, size_t length);

/* Ends the operation, active or not: wipes and frees `data`. */
void operation_clear(struct operation *operation);

/*
 * Takes the operation out of its session, where it is no longer active then, so that it can go on
 * without the state's mutex. The caller clears what is returned.
 */
struct operation operation_take(struct operation *operation);

#endif
