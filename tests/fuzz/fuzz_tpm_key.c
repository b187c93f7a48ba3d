/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/tpm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Covers valux_tpm_key_file_salt and valux_tpm_public_key. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t salt[VALUX_TPM_SALT_SIZE];
    struct valux_bytes information = {NULL, 0};
    struct valux_error error;

    if (valux_tpm_key_file_salt(data, size, salt) &&
        valux_tpm_public_key(data, size, &information, &error))
        valux_bytes_free(&information);
    return 0;
}
