/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_TPM_KEY_FILE_H
#define VALUX_KEYS_TPM_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "keys/seal.h"
#include "keys/softoken.h"
#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/key_id.h"
#include "valux/tpm.h"

/* The files of keys that a TPM has made, below the store at `store_path`. */

/* Errors are VALUX_ERROR_STORE. */
bool tpm_key_file_write_new(const char *store_path, struct valux_key_id key_id,
                            const struct valux_bytes *file, struct valux_error *error);

/* *file becomes empty if there is no such file. The caller frees it. VALUX_ERROR_STORE. */
bool tpm_key_file_load(const char *store_path, struct valux_key_id key_id, struct valux_bytes *file,
                       struct valux_error *error);

bool tpm_key_file_exists(const char *store_path, struct valux_key_id key_id);

/* Removes the file, and the directory with the last one. VALUX_ERROR_STORE. */
bool tpm_key_file_remove(const char *store_path, struct valux_key_id key_id,
                         struct valux_error *error);

/*
 * The IDs of all keys that have a file: *key_ids is an array of *count IDs that the caller frees.
 * VALUX_ERROR_STORE.
 */
bool tpm_key_file_list(const char *store_path, struct valux_key_id **key_ids, size_t *count,
                       struct valux_error *error);

/* Derives a key's authorization value from the key database's password, as the seal's salt asks. */
CK_RV tpm_key_authorization(const struct softoken *softoken,
                            const char password[static SEAL_PASSWORD_SIZE],
                            const uint8_t salt[static VALUX_TPM_SALT_SIZE],
                            uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE]);

#endif
