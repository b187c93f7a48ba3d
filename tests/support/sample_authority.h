/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_SUPPORT_SAMPLE_AUTHORITY_H
#define VALUX_TESTS_SUPPORT_SAMPLE_AUTHORITY_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A certificate authority for tests: a root and an issuing CA under it. Every function prints to
 * standard error what went wrong.
 */

struct sample_authority {
    X509 *root;
    EVP_PKEY *root_key;
    X509 *issuing;
    EVP_PKEY *issuing_key;
};

/* Makes a new authority with EC keys, in memory alone. */
bool sample_authority_make(struct sample_authority *authority);

/*
 * Reads the authority from root.pem, root-key.pem, issuing.pem and issuing-key.pem in `directory`;
 * where root.pem does not exist, makes directory and authority. ca.pem, for servers, holds both
 * certificates.
 */
bool sample_authority_open(struct sample_authority *authority, const char *directory);

void sample_authority_close(struct sample_authority *authority);

/*
 * Issues a client certificate for `key`, of which only the public half is used. The times are
 * seconds since 1970; `key_usage` is the extension in libcrypto's words, NULL for what the key can
 * do. The caller frees what it gets; NULL on failure.
 */
X509 *sample_authority_issue(const struct sample_authority *authority, EVP_PKEY *key,
                             const char *common_name, int64_t not_before, int64_t not_after,
                             const char *key_usage);

/* Writes one certificate as PEM. */
bool sample_authority_write_certificate(const char *path, X509 *certificate);

#endif
