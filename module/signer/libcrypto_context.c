/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Why the signer has an OSSL_LIB_CTX_new(3) of its own. tpm2-tss makes a context of libcrypto's for
 * each digest, HMAC and random number of a session, and frees it again: so providers are loaded and
 * a random number generator is seeded several times for each signature. That took 2 ms of processor
 * time for a signature by P-256; with the one context that the process has it is 0.15 ms. tpm2-tss
 * does so lest it gets to a provider of OpenSSL's that itself works by a TPM. The signer loads no
 * providers but OpenSSL's own.
 *
 * Only the signer has it, which loads nothing that others wrote but tpm2-tss and NSS's token. In a
 * program that loads PKCS#11 modules, all of them would call it: OpenSC's takes its providers out
 * of what it got, and the next user of libcrypto dies.
 */
#include <openssl/crypto.h>

/*
 * Visible, so that tpm2-tss calls this one instead of libcrypto's. OSSL_LIB_CTX_free(3) leaves the
 * default context as it is.
 */
__attribute__((visibility("default"))) OSSL_LIB_CTX *OSSL_LIB_CTX_new(void)
{
    return OSSL_LIB_CTX_get0_global_default();
}
