/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_DIGESTS_H
#define VALUX_MODULE_SIGNER_DIGESTS_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "valux/signer_protocol.h"

/* The digests, fetched from libcrypto once: a lookup for each signature would cost more than it. */

/* Called once, before any thread. */
bool digests_load(void);

/* NULL for VALUX_SIGNER_NO_DIGEST. */
const EVP_MD *digest_of(enum valux_signer_digest digest);

#endif
