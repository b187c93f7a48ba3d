/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_AUTHORITY_FILES_H
#define VALUX_TESTS_CENTRE_AUTHORITY_FILES_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

/* Writing certificates and keys as PEM files into the centre's directory. */

/* One certificate, or two of them where `second` is not NULL. */
bool authority_write_certificates(int directory, const char *name, X509 *first, X509 *second);

/* A private key (PKCS#8, not encrypted), for the owner alone. */
bool authority_write_key(int directory, const char *name, EVP_PKEY *key);

#endif
