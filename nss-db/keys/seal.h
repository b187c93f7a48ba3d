/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_SEAL_H
#define VALUX_KEYS_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "keys/softoken.h"
#include "valux/error.h"
#include "valux/paths.h"

/*
 * The seal: random bytes in the store. Mixed with the user and the machine, they give the key
 * database's password. So a store that is copied to another account or machine does not open there.
 */

#define SEAL_SIZE VALUX_SEAL_SECRET_SIZE
#define SEAL_SALT_MAX 320
#define SEAL_PASSWORD_SIZE 65 /* hexadecimal characters and a zero */

/* What the password is derived from; the caller wipes it. */
struct seal {
    uint8_t secret[SEAL_SIZE];
    uint8_t salt[SEAL_SALT_MAX]; /* machine, user's number and name */
    size_t salt_length;
};

/*
 * Fills *seal from the store's random bytes, the machine and the user. False if a name is too long.
 */
bool seal_make(const uint8_t secret[static SEAL_SIZE], const char *machine_id, uid_t user,
               const char *user_name, struct seal *seal);

/*
 * Fills *seal for this user on this machine. `given` is the seal's secret where it is under a PIN
 * and the caller has opened it; if it is NULL, the secret is read from the store. If `create` is
 * true, a missing seal is made. The caller then holds the store's lock and knows that there is no
 * key database yet. VALUX_ERROR_LOCKED where the seal is under a PIN and `given` is NULL;
 * VALUX_ERROR_STORE, VALUX_ERROR_SYSTEM.
 */
bool seal_read(int directory, bool create, const uint8_t *given, struct seal *seal,
               struct valux_error *error);

/*
 * Derives the password by HKDF (RFC 5869) with SHA-256. NSS's software token computes it, because
 * it is loaded anyway to open the database. Starting libcrypto for this alone took a quarter of the
 * time to a first signature. Returns CKR_OK or the token's error.
 */
CK_RV seal_derive(const struct seal *seal, const struct softoken *softoken,
                  char password[static SEAL_PASSWORD_SIZE]);

#endif
