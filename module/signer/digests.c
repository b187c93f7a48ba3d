/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/digests.h"

static EVP_MD *digests[VALUX_SIGNER_SHA512 + 1];

bool digests_load(void)
{
    static const char *const names[VALUX_SIGNER_SHA512 + 1] = {
        [VALUX_SIGNER_SHA1] = "SHA1",     [VALUX_SIGNER_SHA224] = "SHA224",
        [VALUX_SIGNER_SHA256] = "SHA256", [VALUX_SIGNER_SHA384] = "SHA384",
        [VALUX_SIGNER_SHA512] = "SHA512",
    };

    for (int i = VALUX_SIGNER_SHA1; i <= VALUX_SIGNER_SHA512; i++) {
        digests[i] = EVP_MD_fetch(NULL, names[i], NULL);
        if (digests[i] == NULL)
            return false;
    }
    return true;
}

const EVP_MD *digest_of(enum valux_signer_digest digest)
{
    return digests[digest];
}
