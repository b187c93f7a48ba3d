/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/key_file.h"

#include <string.h>
#include <tss2/tss2_mu.h>

#define VERSION 1
#define SALT_AT (VALUX_TPM_MAGIC_SIZE + 1)
#define PUBLIC_AT (SALT_AT + VALUX_TPM_SALT_SIZE)
#define RSA_BITS 2048

bool tpm_key_file_write(const struct tpm_key_parts *parts, struct valux_bytes *file)
{
    static const uint8_t head[SALT_AT] = {'V', 'A', 'L', 'U', 'X', 'T', 'P', 'M', VERSION};
    uint8_t data[VALUX_TPM_KEY_FILE_MAX];
    size_t length = PUBLIC_AT;

    memcpy(data, head, sizeof head);
    memcpy(data + SALT_AT, parts->salt, VALUX_TPM_SALT_SIZE);
    return Tss2_MU_TPM2B_PUBLIC_Marshal(&parts->public_part, data, sizeof data, &length) ==
               TSS2_RC_SUCCESS &&
           Tss2_MU_TPM2B_PRIVATE_Marshal(&parts->private_part, data, sizeof data, &length) ==
               TSS2_RC_SUCCESS &&
           valux_bytes_copy(file, data, length);
}

/* Whether it is a public key that we make, so that its lengths hold for what follows. */
static bool is_ours(const TPMT_PUBLIC *key)
{
    if (key->type == TPM2_ALG_RSA)
        return key->parameters.rsaDetail.keyBits == RSA_BITS &&
               key->unique.rsa.size == RSA_BITS / 8;
    return key->type == TPM2_ALG_ECC && key->parameters.eccDetail.curveID == TPM2_ECC_NIST_P256 &&
           key->unique.ecc.x.size > 0 && key->unique.ecc.x.size <= 32 &&
           key->unique.ecc.y.size > 0 && key->unique.ecc.y.size <= 32;
}

bool tpm_key_file_read(const uint8_t *data, size_t length, struct tpm_key_parts *parts)
{
    size_t at = PUBLIC_AT;

    *parts = (struct tpm_key_parts){0};
    if (length <= PUBLIC_AT || length > VALUX_TPM_KEY_FILE_MAX ||
        !valux_tpm_is_key_file(data, length) || data[VALUX_TPM_MAGIC_SIZE] != VERSION)
        return false;
    memcpy(parts->salt, data + SALT_AT, VALUX_TPM_SALT_SIZE);
    return Tss2_MU_TPM2B_PUBLIC_Unmarshal(data, length, &at, &parts->public_part) ==
               TSS2_RC_SUCCESS &&
           is_ours(&parts->public_part.publicArea) &&
           Tss2_MU_TPM2B_PRIVATE_Unmarshal(data, length, &at, &parts->private_part) ==
               TSS2_RC_SUCCESS &&
           at == length;
}

bool valux_tpm_key_file_salt(const uint8_t *data, size_t length,
                             uint8_t salt[static VALUX_TPM_SALT_SIZE])
{
    struct tpm_key_parts parts;

    if (!tpm_key_file_read(data, length, &parts))
        return false;
    memcpy(salt, parts.salt, VALUX_TPM_SALT_SIZE);
    return true;
}
