/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_DATABASE_INTERNAL_H
#define VALUX_KEYS_DATABASE_INTERNAL_H

#include <keyhi.h>
#include <pk11pub.h>
#include <stdbool.h>

#include "keys/seal.h"
#include "valux/key_database.h"

/* What the files of the key database share. */

struct valux_key_database {
    bool initialized; /* NSS is, and needs to be shut down */
    PK11SlotInfo *slot;
    struct softoken softoken; /* the slot's, for what NSS's interface does not do alike */
    char password[SEAL_PASSWORD_SIZE];
};

/* Sets *error from `what` and NSS's error code. Returns false always. */
bool key_database_error(struct valux_error *error, const char *what);

/* The private key with this ID, which the caller destroys, or NULL. */
SECKEYPrivateKey *key_database_find(struct valux_key_database *database,
                                    struct valux_key_id key_id);

/*
 * Whether the search that has just found nothing says that there is nothing: NSS answers alike
 * where it fails, for want of memory say, but for the error. Clear it (PORT_SetError) before.
 */
bool key_database_found_none(void);

#endif
