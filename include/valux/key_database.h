/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_DATABASE_H
#define VALUX_KEY_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"

/*
 * The store's NSS database. It holds the private keys and their certificates, under the password
 * that the seal gives. NSS can be open once in a process, so at most one database is open at a
 * time. What is done with an open database is in key_pair.h, certificate_request.h and
 * key_certificate.h.
 */

#define VALUX_KEY_DATABASE_DIRECTORY "nssdb"

struct valux_key_database;

/*
 * Opens the database of the store at `store_path`. If `writable` is true, a missing database is
 * made, with its seal; the caller then holds the store's lock. The caller closes *database with
 * valux_key_database_close. `secret` is the seal's, of VALUX_SEAL_SECRET_SIZE bytes, where the seal
 * is under a PIN and the caller has opened it, or NULL. Errors are VALUX_ERROR_LOCKED where the
 * secret is needed, VALUX_ERROR_STORE, or VALUX_ERROR_SYSTEM.
 */
bool valux_key_database_open(const char *store_path, bool writable, const uint8_t *secret,
                             struct valux_key_database **database, struct valux_error *error);

/*
 * Derives 32 bytes of a secret from the store's seal, for the purpose that `information` names: as
 * the database itself, they can be had by this user on this machine alone. The caller wipes them.
 */
#define VALUX_STORE_SECRET_SIZE 32
bool valux_key_database_derive(struct valux_key_database *database, const char *information,
                               uint8_t derived[static VALUX_STORE_SECRET_SIZE],
                               struct valux_error *error);

/* Closes the database and shuts NSS down. NULL is allowed. */
void valux_key_database_close(struct valux_key_database *database);

#endif
