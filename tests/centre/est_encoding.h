/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EST_ENCODING_H
#define VALUX_TESTS_CENTRE_EST_ENCODING_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

#include "centre.h"

/* The bodies of EST's messages. */

#define EST_LINE_MAXIMUM 76 /* characters in a line of base64 (RFC 2045, 6.8) */

/*
 * Decodes a body: base64 in lines, nothing else in them. One line for all, PEM and DER itself are
 * refused, as real servers do. *data is the caller's to free.
 */
bool est_decode(const char *body, size_t body_length, unsigned char **data, size_t *length);

/* A certs-only PKCS#7 (RFC 5652, 5.1) in base64 lines; the caller frees it. NULL: failed. */
char *est_encode_certificates(STACK_OF(X509) * certificates);

/* CsrAttrs (RFC 7030, 4.5.2) in base64 lines; the caller frees it. NULL: failed. */
char *est_encode_attributes(const struct centre *centre);

/*
 * A request's challengePassword (RFC 2985, 5.4.1), `size` bytes with the terminating zero. False
 * where it has none, or a longer one.
 */
bool est_challenge_password(const X509_REQ *request, char *password, size_t size);

#endif
