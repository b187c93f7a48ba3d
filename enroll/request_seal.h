/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef REQUEST_SEAL_H
#define REQUEST_SEAL_H

#include <stdbool.h>

#include "centre.h"
#include "valux/bytes.h"

/*
 * A PKCS#10 request with the passphrase in it, sealed for the journal. A centre that knows a
 * request by its bytes must get the very same ones again, and signing anew would change them; but
 * the journal never holds a passphrase. So the request is encrypted (AES-256-GCM) under a key made
 * of the one-time password and the passphrase (HKDF with SHA-256, the request ID as salt): whoever
 * enters the same two again gets the same request, and nobody else gets anything. The one-time
 * password's 71 bits keep the passphrase from being guessed.
 */

/* *sealed becomes the sealed request; the caller frees it. False where libcrypto fails. */
bool request_seal(const struct centre_request *request, const struct valux_bytes *pkcs10,
                  struct valux_bytes *sealed);

/* *pkcs10 becomes the request; the caller frees it. False for other secrets than it has. */
bool request_unseal(const struct centre_request *request, const struct valux_bytes *sealed,
                    struct valux_bytes *pkcs10);

#endif
