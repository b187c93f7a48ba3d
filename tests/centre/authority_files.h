/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_AUTHORITY_FILES_H
#define VALUX_TESTS_CENTRE_AUTHORITY_FILES_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "authority.h"

/*
 * The authority's files in the centre's directory, in PEM:
 *   ca.pem, ca-key.pem                 the root; clients pin it, TLS servers verify clients by it
 *   issuing-ca.pem, issuing-ca-key.pem the issuing CA
 *   chain.pem                          the issuing CA, then the root
 *   server.pem, server-key.pem         the centre's own TLS certificate with the issuing CA's
 */

/* Loads the authority of the centre's directory, and makes it and its files at the first start. */
bool authority_open(struct authority *authority, int directory);

/* Writes one certificate, or two of them where `second` is not NULL. */
bool authority_write_certificates(int directory, const char *name, X509 *first, X509 *second);

/* Writes a private key (PKCS#8, not encrypted), for the owner alone. */
bool authority_write_key(int directory, const char *name, EVP_PKEY *key);

#endif
