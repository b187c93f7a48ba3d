/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* What a build without TPM has in the place of the other files of this folder. */
#include "valux/text.h"
#include "valux/tpm.h"
#include "valux/tpm_secret.h"

static bool refuse(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                           _("This program was built without TPM. Install one that was built with "
                             "it (tpm2-tss), or keep the keys without a TPM."));
}

bool valux_tpm_is_built(void)
{
    return false;
}

bool valux_tpm_open(const char *name, struct valux_tpm **tpm, struct valux_error *error)
{
    (void)name;
    *tpm = NULL;
    return refuse(error);
}

int valux_tpm_descriptor(const struct valux_tpm *tpm)
{
    (void)tpm;
    return -1;
}

void valux_tpm_close(struct valux_tpm *tpm)
{
    (void)tpm;
}

bool valux_tpm_is_lost(const struct valux_tpm *tpm)
{
    (void)tpm;
    return false;
}

bool valux_tpm_explain(const struct valux_tpm *tpm, struct valux_error *error)
{
    (void)tpm;
    return refuse(error);
}

bool valux_tpm_make_key(struct valux_tpm *tpm, enum valux_key_type type,
                        const uint8_t salt[static VALUX_TPM_SALT_SIZE],
                        const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                        struct valux_bytes *file, struct valux_key_id *key_id,
                        struct valux_error *error)
{
    (void)tpm;
    (void)type;
    (void)salt;
    (void)authorization;
    (void)key_id;
    *file = (struct valux_bytes){NULL, 0};
    return refuse(error);
}

bool valux_tpm_key_file_salt(const uint8_t *data, size_t length,
                             uint8_t salt[static VALUX_TPM_SALT_SIZE])
{
    (void)data;
    (void)length;
    (void)salt;
    return false;
}

bool valux_tpm_public_key(const uint8_t *data, size_t length, struct valux_bytes *information,
                          struct valux_error *error)
{
    (void)data;
    (void)length;
    *information = (struct valux_bytes){NULL, 0};
    return refuse(error);
}

EVP_PKEY *valux_tpm_private_key(struct valux_tpm *tpm, const uint8_t *data, size_t length,
                                const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE])
{
    (void)tpm;
    (void)data;
    (void)length;
    (void)authorization;
    return NULL;
}

bool valux_tpm_key_secret(const EVP_PKEY *key, uint8_t secret[static VALUX_TPM_SECRET_SIZE])
{
    (void)key;
    (void)secret;
    return false;
}

bool valux_tpm_check_key(const EVP_PKEY *key)
{
    (void)key;
    return false;
}

struct valux_tpm *valux_tpm_of_key(const EVP_PKEY *key)
{
    (void)key;
    return NULL;
}

bool valux_tpm_seal_secret(struct valux_tpm *tpm,
                           const uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                           const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                           struct valux_bytes *sealed, struct valux_error *error)
{
    (void)tpm;
    (void)secret;
    (void)authorization;
    *sealed = (struct valux_bytes){NULL, 0};
    return refuse(error);
}

bool valux_tpm_unseal_secret(struct valux_tpm *tpm, const uint8_t *sealed, size_t length,
                             const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                             uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                             struct valux_error *error)
{
    (void)tpm;
    (void)sealed;
    (void)length;
    (void)authorization;
    (void)secret;
    return refuse(error);
}
