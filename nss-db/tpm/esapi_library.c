/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Why programs with keys in a TPM have an OSSL_LIB_CTX_new(3) of their own. tpm2-tss makes a
 * context of libcrypto's for each digest, HMAC and random number of a session, and frees it again:
 * so providers are loaded and a random number generator is seeded several times for each signature.
 * That took 2 ms of processor time for a signature by P-256; with the one context that the process
 * has it is 0.15 ms. tpm2-tss does so lest it gets to a provider of OpenSSL's that itself works by
 * a TPM. The signer loads no providers but OpenSSL's own.
 */
#include "tpm/esapi_library.h"

#include <openssl/crypto.h>
#include <stdlib.h>

/*
 * Visible, so that tpm2-tss calls this one instead of libcrypto's. OSSL_LIB_CTX_free(3) leaves the
 * default context as it is.
 */
__attribute__((visibility("default"))) OSSL_LIB_CTX *OSSL_LIB_CTX_new(void)
{
    return OSSL_LIB_CTX_get0_global_default();
}

/* What tpm2-tss writes where something was not as it expected, its answers say as well. */
bool esapi_library_prepare(void)
{
    return setenv("TSS2_LOG", "all+none", 1) == 0;
}
