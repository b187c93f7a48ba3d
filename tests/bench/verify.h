/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_VERIFY_H
#define VALUX_TESTS_BENCH_VERIFY_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "program.h"

/* The public key of the certificate (DER) in a file; the caller frees it. NULL on failure. */
EVP_PKEY *verify_read_key(const char *path);

/* Whether the record's signature is one of its data: RSASSA-PKCS1-v1_5 with SHA-256, or ECDSA. */
bool verify_record(EVP_PKEY *key, const struct program_record *record);

#endif
