/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_DIGESTS_H
#define VALUX_MODULE_SIGNER_DIGESTS_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "valux/signer_protocol.h"

/*
 * The digests. They are fetched from libcrypto once, because to look one up for each signature
 * would take longer than the signature itself.
 */

/* Fetches all digests; called once, before there are threads. False where libcrypto fails. */
bool digests_load(void);

/* libcrypto's object for this digest; NULL for VALUX_SIGNER_NO_DIGEST. */
const EVP_MD *digest_of(enum valux_signer_digest digest);

#endif
