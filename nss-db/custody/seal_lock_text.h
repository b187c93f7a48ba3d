/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_SEAL_LOCK_TEXT_H
#define VALUX_CUSTODY_SEAL_LOCK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "custody/pin_key.h"
#include "valux/error.h"
#include "valux/paths.h"
#include "valux/tpm_secret.h"

/* The seal under a PIN as it stands in the file. */

#define SEAL_LOCK_SIZE_MAX 4096 /* bytes of the file */
#define SEAL_LOCK_NONCE_SIZE 12
#define SEAL_LOCK_TAG_SIZE 16

struct seal_lock {
    struct pin_cost cost;
    uint8_t salt[PIN_SALT_SIZE];
    uint8_t nonce[SEAL_LOCK_NONCE_SIZE];
    uint8_t encrypted[VALUX_SEAL_SECRET_SIZE + SEAL_LOCK_TAG_SIZE];
    uint8_t sealed[VALUX_TPM_SEALED_MAX]; /* what a TPM has sealed */
    unsigned sealed_length;               /* bytes; 0 where no TPM has a part in it */
};

/* Reads the file's text of `length` bytes. VALUX_ERROR_STORE, VALUX_ERROR_VERSION. */
bool seal_lock_parse(const char *text, size_t length, struct seal_lock *lock,
                     struct valux_error *error);

/* The file's text, which the caller frees; NULL for want of memory. */
char *seal_lock_to_text(const struct seal_lock *lock, struct valux_error *error);

#endif
