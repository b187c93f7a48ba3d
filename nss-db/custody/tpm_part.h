/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_TPM_PART_H
#define VALUX_CUSTODY_TPM_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "custody/pin_key.h"
#include "custody/seal_lock_text.h"

/*
 * The part that a TPM has in a seal under a PIN: it keeps a random secret, and gives it out for the
 * PIN alone. The seal's key is made of both. `tpm` is the TPM's name, `pin_key` what scrypt gives
 * for the PIN. The caller wipes `key`.
 */

/* Makes such a part, into *lock. VALUX_ERROR_STORE, VALUX_ERROR_SYSTEM. */
bool tpm_part_make(const char *tpm, const uint8_t pin_key[static PIN_KEY_SIZE],
                   struct seal_lock *lock, uint8_t key[static PIN_KEY_SIZE],
                   struct valux_error *error);

/* Opens it. VALUX_ERROR_LOCKED: the TPM has counted a wrong PIN, or is locked; VALUX_ERROR_STORE.
 */
bool tpm_part_open(const char *tpm, const uint8_t pin_key[static PIN_KEY_SIZE],
                   const struct seal_lock *lock, uint8_t key[static PIN_KEY_SIZE],
                   struct valux_error *error);

#endif
