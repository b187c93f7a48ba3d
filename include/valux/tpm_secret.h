/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_SECRET_H
#define VALUX_TPM_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/tpm.h"

/*
 * A secret that a TPM keeps under an authorization value, and for which it counts wrong ones: its
 * protection from dictionary attacks (TPM 2.0 Library, part 1, section 19.8). The TPM refuses
 * every such secret, right value or not, once it has counted too many.
 */

#define VALUX_TPM_KEPT_SECRET_SIZE 32
#define VALUX_TPM_SEALED_MAX 1024 /* bytes of what is to be stored */

/*
 * Has the TPM encrypt the secret so that it alone opens it, for who knows `authorization`. The
 * caller frees *sealed. VALUX_ERROR_STORE.
 */
bool valux_tpm_seal_secret(struct valux_tpm *tpm,
                           const uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                           const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                           struct valux_bytes *sealed, struct valux_error *error);

/*
 * Opens it; the caller wipes the secret. VALUX_ERROR_LOCKED where the authorization is wrong, with
 * the number of tries that the TPM still allows, or where the TPM is locked, with the time;
 * VALUX_ERROR_STORE where it is damaged, of another TPM, or of this one before it was cleared.
 */
bool valux_tpm_unseal_secret(struct valux_tpm *tpm, const uint8_t *sealed, size_t length,
                             const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                             uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                             struct valux_error *error);

#endif
