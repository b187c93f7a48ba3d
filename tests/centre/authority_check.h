/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_AUTHORITY_CHECK_H
#define VALUX_TESTS_CENTRE_AUTHORITY_CHECK_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "authority.h"

/* What a certificate says, and whether the authority has issued it. */

/* Whether the certificate is a client's and leads to the root, whatever the time is. */
bool authority_verify_client(const struct authority *authority, X509 *certificate);

/* The certificate's serial number in hexadecimal; the caller frees it with OPENSSL_free. */
char *authority_serial(const X509 *certificate);

/* A certificate's expiry in seconds. */
bool authority_not_after(const X509 *certificate, int64_t *seconds);

#endif
