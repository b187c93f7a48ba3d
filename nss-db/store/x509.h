/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_X509_H
#define VALUX_STORE_X509_H

#include <openssl/x509.h>

#include "valux/bytes.h"

/*
 * Parses a certificate in DER, at most VALUX_CERTIFICATE_MAX bytes, with nothing behind it. The
 * caller frees it (X509_free); NULL where it is none.
 */
X509 *x509_parse(const struct valux_bytes *der);

#endif
