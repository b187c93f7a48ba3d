/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CERTIFICATE_PATH_H
#define VALUX_CERTIFICATE_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/error.h"

/* The path from a certificate to a CA that is trusted (RFC 5280, section 6). */

/* What a path is looked for among. */
struct valux_certificate_pool {
    const struct valux_bytes *certificates; /* DER, in any order, of any use or none */
    size_t count;
    const struct valux_bytes *anchors; /* PEM: the CAs that are trusted */
};

/* What a path is measured by. */
struct valux_certificate_policy {
    int64_t now;        /* the time at which it is valid, in seconds since 1970 */
    int security_level; /* libcrypto's: 0; 1, 80 bits, no MD5 and SHA-1; 2, 112 bits */
};

/*
 * Finds and verifies the path from `leaf`. Issuers are told by their signatures, so several CAs of
 * one name do not matter, nor does what is not on the path.
 *
 * *path becomes the *count CA certificates of the path as DER, the issuer first, without a
 * self-signed end, at most VALUX_CHAIN_MAX; the caller frees them with valux_certificate_path_free.
 * VALUX_ERROR_ANSWER where there is no such path.
 */
bool valux_certificate_path_find(const struct valux_bytes *leaf,
                                 const struct valux_certificate_pool *pool,
                                 const struct valux_certificate_policy *policy,
                                 struct valux_bytes **path, size_t *count,
                                 struct valux_error *error);

/* Frees a path. NULL is allowed. */
void valux_certificate_path_free(struct valux_bytes *path, size_t count);

/*
 * Whether `issuer` is the CA certificate that has signed `certificate`, both DER, and is not that
 * certificate itself. Nothing is trusted by that.
 */
bool valux_certificate_is_issued_by(const struct valux_bytes *certificate,
                                    const struct valux_bytes *issuer);

#endif
