/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_REQUEST_SEAL_H
#define VALUX_ENROLL_ACQUISITION_REQUEST_SEAL_H

#include <stdbool.h>

#include "centre/centre.h"
#include "valux/bytes.h"

/*
 * A PKCS#10 request with the passphrase in it, sealed for the journal. A centre that knows a
 * request by its bytes must get the very same ones again, and signing anew would change them; but
 * the journal never holds a passphrase. So the request is encrypted (AES-256-GCM) under a key made
 * of the one-time password and the passphrase (HKDF with SHA-256, the request ID as salt): whoever
 * enters the same two again gets the same request, and nobody else gets anything. The one-time
 * password's 71 bits keep the passphrase from being guessed.
 *
 * Whoever mistypes one of the two makes another request. All of them are kept, one behind the
 * other, since nobody knows which of them the centre has answered.
 */

/* Adds the sealed request to *sealed; the caller frees that. False where libcrypto fails. */
bool request_seal(const struct centre_request *request, const struct valux_bytes *pkcs10,
                  struct valux_bytes *sealed);

/*
 * *pkcs10 becomes the request that was sealed with these secrets; the caller frees it. False where
 * there is none.
 */
bool request_unseal(const struct centre_request *request, const struct valux_bytes *sealed,
                    struct valux_bytes *pkcs10);

#endif
