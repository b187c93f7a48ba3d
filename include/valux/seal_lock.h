/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SEAL_LOCK_H
#define VALUX_SEAL_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The store's seal, open or under a PIN. Both forms are the one file "seal", which is replaced as a
 * whole: open it is the secret itself, under a PIN it is JSON with the encrypted secret and the
 * cost of trying a PIN. A TPM may have a part in it: then the secret opens by PIN and TPM together,
 * and the TPM counts wrong PINs. `store` is the store's open directory, `tpm` the name of a TPM.
 */

#define VALUX_PIN_MIN 6   /* characters of a PIN; they are counted as bytes */
#define VALUX_PIN_MAX 128 /* bytes */

/* Makes a new secret. The caller wipes it. VALUX_ERROR_SYSTEM. */
bool valux_seal_secret_make(uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                            struct valux_error *error);

/* Whether the seal is there and under a PIN. */
bool valux_seal_has_pin(int store);

/* Reads the open seal's secret, which the caller wipes. VALUX_ERROR_STORE. */
bool valux_seal_read_open(int store, uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                          struct valux_error *error);

/*
 * Opens the seal by its PIN; the caller wipes the secret. This takes the time that the file's cost
 * asks for, some tenths of a second. Failures in a row are counted in the store: after the third
 * one, each makes the next try wait longer, five minutes at most. Where a TPM has a part in the
 * seal, it counts them instead. VALUX_ERROR_LOCKED where the PIN is wrong or where it is too early
 * for another try; VALUX_ERROR_STORE.
 */
bool valux_seal_open(int store, const char *pin, const char *tpm,
                     uint8_t secret[static VALUX_SEAL_SECRET_SIZE], struct valux_error *error);

/* Whether a new PIN will do: its length, and no control characters. VALUX_ERROR_INPUT. */
bool valux_pin_check(const char *pin, struct valux_error *error);

/*
 * Replaces the seal by one with this secret: open if `pin` is NULL, or else under that PIN, with a
 * cost measured on this machine, and with a part of the TPM's unless `tpm` is NULL. The caller
 * holds the store's lock. VALUX_ERROR_INPUT for a PIN that will not do, VALUX_ERROR_STORE,
 * VALUX_ERROR_SYSTEM.
 */
bool valux_seal_replace(int store, const uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                        const char *pin, const char *tpm, struct valux_error *error);

#endif
