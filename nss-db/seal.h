/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef SEAL_H
#define SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "valux/error.h"

/*
 * The seal: random bytes in the store that, mixed with who the user is and which machine this is,
 * give the key database's password. A store copied to another account or machine has the bytes,
 * and not the password.
 */

#define SEAL_SIZE 32
#define SEAL_PASSWORD_SIZE 65 /* hexadecimal characters and a zero */

/* The password from its parts by HKDF (RFC 5869) with SHA-256. False where libcrypto fails. */
bool seal_derive(const uint8_t seal[static SEAL_SIZE], const char *machine_id, uid_t user,
                 const char *user_name, char password[static SEAL_PASSWORD_SIZE]);

/*
 * Reads the store's seal and derives the password for this user on this machine. `create` makes a
 * seal where there is none; the caller then holds the store's lock and knows that there is no key
 * database yet. The caller wipes the password.
 */
bool seal_password(int directory, bool create, char password[static SEAL_PASSWORD_SIZE],
                   struct valux_error *error);

#endif
