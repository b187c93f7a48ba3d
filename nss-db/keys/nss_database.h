/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_NSS_DATABASE_H
#define VALUX_KEYS_NSS_DATABASE_H

#include <cert.h>
#include <keyhi.h>
#include <pk11pub.h>
#include <stdbool.h>

#include "keys/seal.h"
#include "keys/softoken.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/key_id.h"
#include "valux/paths.h"
#include "valux/tpm.h"

/* The open NSS database, for the files that work on it through NSS. */

struct valux_key_database {
    bool initialized; /* NSS is, and needs to be shut down */
    PK11SlotInfo *slot;
    struct softoken softoken; /* the slot's, for what NSS's own interface does differently */
    char password[SEAL_PASSWORD_SIZE];
    char store_path[VALUX_PATH_SIZE];
    const char *tpm_name;
    struct valux_tpm *tpm; /* or NULL: no key has needed it yet */
};

/* Sets *error from `what` and NSS's error code. Returns false always. */
bool key_database_error(struct valux_error *error, const char *what);

/*
 * Likewise from a return value of the token's own functions, which leave NSS's error code alone.
 */
bool key_database_token_error(struct valux_error *error, const char *what, CK_RV rv);

/* The private key with this ID, which the caller destroys, or NULL. */
SECKEYPrivateKey *key_database_find(struct valux_key_database *database,
                                    struct valux_key_id key_id);

/*
 * Whether a search that has just found nothing means that there is nothing. NSS also finds nothing
 * if the search fails, for want of memory for example; then it has set an error code. Clear that
 * before the search: PORT_SetError(0).
 */
bool key_database_found_none(void);

/* The ID that belongs to a public key, even if the database does not have it. False: unknown. */
bool key_database_public_key_id(const SECKEYPublicKey *key, struct valux_key_id *key_id);

/* The certificate of a key that a TPM has, which the caller destroys; NULL if there is none. */
CERTCertificate *key_database_tpm_certificate(struct valux_key_database *database,
                                              struct valux_key_id key_id);

#endif
