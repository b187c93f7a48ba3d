/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_H
#define VALUX_TPM_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/key_id.h"
#include "valux/key_type.h"

/*
 * Private keys that a TPM 2.0 has made and that never leave it. The store has each of them as a
 * file that this TPM alone can load. In the TPM nothing is kept: what is loaded is flushed when the
 * connection is closed. A build without TPM has the same functions; those that need a TPM say that
 * this build has none.
 */

/* The kernel's resource manager, by which several programs use the TPM at the same time. */
#define VALUX_TPM_DEFAULT "/dev/tpmrm0"
#define VALUX_TPM_NAME_SIZE 128 /* bytes of a TPM's name with its terminating zero */

#define VALUX_TPM_SALT_SIZE 32
#define VALUX_TPM_AUTHORIZATION_SIZE 32

#define VALUX_TPM_KEY_FILE_MAX 4096 /* bytes of a key's file */

/*
 * What a key's authorization value is derived from by the key database, beside the salt in the
 * key's file.
 */
#define VALUX_TPM_AUTHORIZATION_PURPOSE "TPM key authorization, version 1"

/* Whether a name is one that valux_tpm_open takes. */
bool valux_tpm_name_is_valid(const char *name);

/* Whether this build can use a TPM. */
bool valux_tpm_is_built(void);

/* A connection to a TPM. Threads may use it at the same time; they wait for each other. */
struct valux_tpm;

/*
 * Connects to a TPM: a device file's path, or "swtpm:host=ADDRESS,port=PORT" or "swtpm:path=SOCKET"
 * for the software TPM of tests. Nothing is sent yet. The caller closes *tpm with valux_tpm_close.
 * VALUX_ERROR_STORE: there is no TPM, it may not be opened, or this build has none.
 */
bool valux_tpm_open(const char *name, struct valux_tpm **tpm, struct valux_error *error);

/* The connection's one descriptor, which is read, written and polled. */
int valux_tpm_descriptor(const struct valux_tpm *tpm);

/* Flushes what was loaded, and closes the connection. NULL is allowed. */
void valux_tpm_close(struct valux_tpm *tpm);

/* Whether the connection is broken, so that only a new one can help. */
bool valux_tpm_is_lost(const struct valux_tpm *tpm);

/* Sets *error to the reason why the last use of a key or connection failed. Returns false. */
bool valux_tpm_explain(const struct valux_tpm *tpm, struct valux_error *error);

/* Whether a TPM makes keys of this type: P-256 and RSA-2048, which each TPM 2.0 knows. */
bool valux_tpm_makes(enum valux_key_type type);

/*
 * Has the TPM make a key: P-256 or RSA-2048, for signing and decrypting, which can't be taken out
 * of it (fixedTPM, fixedParent) and which needs `authorization`. *file becomes the key's file,
 * which the caller frees; its salt is `salt`. VALUX_ERROR_STORE; VALUX_ERROR_CONFIGURATION where a
 * TPM can't make a key of this type.
 */
bool valux_tpm_make_key(struct valux_tpm *tpm, enum valux_key_type type,
                        const uint8_t salt[static VALUX_TPM_SALT_SIZE],
                        const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                        struct valux_bytes *file, struct valux_key_id *key_id,
                        struct valux_error *error);

/* A key's file begins with these bytes; no PrivateKeyInfo does. */
#define VALUX_TPM_MAGIC "VALUXTPM"
#define VALUX_TPM_MAGIC_SIZE 8

static inline bool valux_tpm_is_key_file(const uint8_t *data, size_t length)
{
    return length > VALUX_TPM_MAGIC_SIZE &&
           memcmp(data, VALUX_TPM_MAGIC, VALUX_TPM_MAGIC_SIZE) == 0;
}

/* The salt in a key's file. False if it is damaged, and in a build without TPM. */
bool valux_tpm_key_file_salt(const uint8_t *data, size_t length,
                             uint8_t salt[static VALUX_TPM_SALT_SIZE]);

/*
 * The public key (SubjectPublicKeyInfo, DER) of a key's file. The caller frees *information.
 * VALUX_ERROR_STORE: it is damaged, or this build has no TPM.
 */
bool valux_tpm_public_key(const uint8_t *data, size_t length, struct valux_bytes *information,
                          struct valux_error *error);

/*
 * The key of a key's file as one of libcrypto's, which computes with it by the TPM. It signs by
 * RSA and ECDSA, decrypts by RSA, and derives by ECDH. The caller frees it with EVP_PKEY_free,
 * before it closes the connection. NULL if the file is damaged or there is not enough memory.
 */
EVP_PKEY *valux_tpm_private_key(struct valux_tpm *tpm, const uint8_t *data, size_t length,
                                const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE]);

/*
 * Whether the key is such a one. If so, `secret` becomes bytes that depend on the key and that
 * nobody knows who does not know its authorization.
 */
#define VALUX_TPM_SECRET_SIZE 32
bool valux_tpm_key_secret(const EVP_PKEY *key, uint8_t secret[static VALUX_TPM_SECRET_SIZE]);

/* Has the TPM load such a key. False with the reason for valux_tpm_explain. */
bool valux_tpm_check_key(const EVP_PKEY *key);

/* The connection that such a key computes by; NULL for all other keys. */
struct valux_tpm *valux_tpm_of_key(const EVP_PKEY *key);

#endif
