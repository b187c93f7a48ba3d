/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_KEY_PAIR_H
#define VALUX_TPM_KEY_PAIR_H

#include <openssl/types.h>
#include <stdbool.h>

#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/key_id.h"
#include "valux/key_type.h"

/*
 * The keys of an open key database that a TPM has made. Each is a file of the store's beside the
 * NSS database, which has its certificate. What key_pair.h, key_certificate.h and
 * certificate_request.h do works with them as with NSS's keys, but that none can be read out.
 */

/* The directory of these files in the store, and the end of their names: KEY-ID.tpm. */
#define VALUX_TPM_KEY_DIRECTORY "tpm"
#define VALUX_TPM_KEY_FILE_END ".tpm"

/*
 * Which TPM is used, by its name (valux/tpm.h), which has to outlive the database. It is not opened
 * before a key needs it. VALUX_TPM_DEFAULT if this is not called.
 */
void valux_key_database_use_tpm(struct valux_key_database *database, const char *name);

/*
 * Has the TPM make a key pair, and gives it its ID, as valux_key_database_generate does. The
 * database must have been opened for writing. VALUX_ERROR_STORE; VALUX_ERROR_CONFIGURATION where a
 * TPM can't make a key of this type.
 */
bool valux_key_database_generate_in_tpm(struct valux_key_database *database,
                                        enum valux_key_type type, struct valux_key_id *key_id,
                                        struct valux_error *error);

/* Whether the key is one of the TPM's. */
bool valux_key_database_is_in_tpm(const struct valux_key_database *database,
                                  struct valux_key_id key_id);

/*
 * A key of the TPM's as one of libcrypto's. *key becomes NULL if the TPM has no key with this ID.
 * The caller frees it with EVP_PKEY_free before the database is closed. VALUX_ERROR_STORE.
 */
bool valux_key_database_tpm_key(struct valux_key_database *database, struct valux_key_id key_id,
                                EVP_PKEY **key, struct valux_error *error);

/* Has the TPM load the key, which tells whether it is this TPM's. VALUX_ERROR_STORE. */
bool valux_key_database_check_tpm_key(struct valux_key_database *database,
                                      struct valux_key_id key_id, struct valux_error *error);

#endif
