/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_COMPUTE_H
#define VALUX_TPM_COMPUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tpm/connection.h"

/* What the TPM computes with a key. False with the failure noted in the connection. */

#define TPM_RSA_SIZE 256 /* bytes of a modulus */
#define TPM_EC_SIZE 32   /* bytes of P-256's order, and of a coordinate */

/* The RSA private operation (RFC 8017, 5.1.2) without padding. */
bool tpm_compute_rsa(const struct tpm_key *key, const uint8_t input[static TPM_RSA_SIZE],
                     uint8_t output[static TPM_RSA_SIZE]);

/* r and s of an ECDSA signature of a digest that was brought to the order's length. */
bool tpm_compute_ecdsa(const struct tpm_key *key, const uint8_t digest[static TPM_EC_SIZE],
                       uint8_t r[static TPM_EC_SIZE], uint8_t s[static TPM_EC_SIZE]);

/* The x coordinate that ECDH makes with the other side's point. */
bool tpm_compute_ecdh(const struct tpm_key *key, const uint8_t x[static TPM_EC_SIZE],
                      const uint8_t y[static TPM_EC_SIZE], uint8_t shared[static TPM_EC_SIZE]);

#endif
