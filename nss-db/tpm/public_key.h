/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_PUBLIC_KEY_H
#define VALUX_TPM_PUBLIC_KEY_H

#include <openssl/types.h>
#include <stdbool.h>
#include <tss2/tss2_tpm2_types.h>

#include "valux/key_id.h"

/* Public keys as a TPM writes them. */

#define TPM_POINT_SIZE 65 /* bytes of an uncompressed point of P-256 (SEC 1, 2.3.3) */
#define TPM_RSA_EXPONENT 65537

/* Writes the point with its coordinates in full length. */
void tpm_public_key_point(const TPMS_ECC_POINT *key, uint8_t point[static TPM_POINT_SIZE]);

/* The key as one of libcrypto's, which the caller frees, or NULL. */
EVP_PKEY *tpm_public_key_make(const TPMT_PUBLIC *key);

/* The key's ID as NSS makes it: the SHA-1 of the modulus, or of the point. */
bool tpm_public_key_id(const TPMT_PUBLIC *key, struct valux_key_id *key_id);

#endif
