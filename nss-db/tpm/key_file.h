/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_KEY_FILE_H
#define VALUX_TPM_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tss2/tss2_tpm2_types.h>

#include "valux/bytes.h"
#include "valux/tpm.h"

/*
 * A key's file: VALUX_TPM_MAGIC, a byte with the version, the salt, and then the TPM's own
 * TPM2B_PUBLIC and TPM2B_PRIVATE (TPM 2.0 Library, part 2, sections 12.2.5 and 12.3.7), to the
 * file's end.
 */

struct tpm_key_parts {
    uint8_t salt[VALUX_TPM_SALT_SIZE];
    TPM2B_PUBLIC public_part;
    TPM2B_PRIVATE private_part; /* encrypted by the TPM */
};

/* The caller frees *file. False if there is not enough memory. */
bool tpm_key_file_write(const struct tpm_key_parts *parts, struct valux_bytes *file);

/*
 * Takes a file apart. False unless it is a whole one, of a P-256 or RSA-2048 key. Whether the TPM
 * loads it is another question.
 */
bool tpm_key_file_read(const uint8_t *data, size_t length, struct tpm_key_parts *parts);

#endif
