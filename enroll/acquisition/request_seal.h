/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_REQUEST_SEAL_H
#define VALUX_ENROLL_ACQUISITION_REQUEST_SEAL_H

#include <stdbool.h>

#include "centre/centre.h"
#include "valux/bytes.h"
#include "valux/key_database.h"

/*
 * Seals a PKCS#10 request that has the passphrase in it, for the journal. A centre may recognise a
 * request by its bytes, so the very same bytes have to be sent again, and signing again would
 * change them. But the journal must not hold a readable passphrase. So the request is encrypted
 * (AES-256-GCM) under a key made of the store's secret, the one-time password and the passphrase
 * (HKDF with SHA-256, the request ID as salt). A person who enters the same two again gets the same
 * request. Somebody who has the journal and the one-time password of the letter, but not the store
 * or not this machine's identity, can't try passphrases.
 *
 * A person who mistypes one of the two makes another request. All of them are kept, one after the
 * other, since it is not known which of them the centre has answered.
 *
 * An earlier version made the key without the store's secret. What it has sealed is still opened.
 */

/* What the key database derives the store's secret for. */
#define REQUEST_SEAL_PURPOSE "valux sealed request, store secret, version 1"

/* Seals the request and appends it to *sealed, which the caller frees. False if libcrypto fails. */
bool request_seal(const struct centre_request *request,
                  const uint8_t store_secret[static VALUX_STORE_SECRET_SIZE],
                  const struct valux_bytes *pkcs10, struct valux_bytes *sealed);

/*
 * Finds the request that was sealed with the secrets of `request`. The caller frees *pkcs10. False
 * if there is none.
 */
bool request_unseal(const struct centre_request *request,
                    const uint8_t store_secret[static VALUX_STORE_SECRET_SIZE],
                    const struct valux_bytes *sealed, struct valux_bytes *pkcs10);

#endif
