/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_SEAL_CIPHER_H
#define VALUX_CUSTODY_SEAL_CIPHER_H

#include <stdbool.h>
#include <stdint.h>

#include "custody/pin_key.h"
#include "custody/seal_lock_text.h"

/* The seal's secret, encrypted by AES-256-GCM (NIST SP 800-38D) with the nonce in *lock. */

/* Fills lock->encrypted. False for want of memory. */
bool seal_cipher_encrypt(const uint8_t key[static PIN_KEY_SIZE],
                         const uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                         struct seal_lock *lock);

/* The caller wipes the secret. False if the key is wrong or the seal is damaged. */
bool seal_cipher_decrypt(const uint8_t key[static PIN_KEY_SIZE], const struct seal_lock *lock,
                         uint8_t secret[static VALUX_SEAL_SECRET_SIZE]);

#endif
