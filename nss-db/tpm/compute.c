/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/compute.h"

#include <string.h>

/* A number as the TPM answers it, in full length. False if it is longer than that. */
static bool widen(const uint8_t *number, size_t length, uint8_t *output, size_t size)
{
    if (length > size)
        return false;
    memset(output, 0, size - length);
    memcpy(output + size - length, number, length);
    return true;
}

struct rsa_work {
    const struct tpm_key *key;
    TPM2B_PUBLIC_KEY_RSA input;
    TPM2B_PUBLIC_KEY_RSA *output;
};

static TSS2_RC do_rsa(struct valux_tpm *tpm, void *argument)
{
    static const TPMT_RSA_DECRYPT no_padding = {.scheme = TPM2_ALG_NULL};
    static const TPM2B_DATA no_label;
    struct rsa_work *work = argument;
    TSS2_RC code = tpm_connection_load(tpm, work->key);

    if (code != TSS2_RC_SUCCESS)
        return code;
    return Esys_RSA_Decrypt(tpm->esapi, tpm->key, tpm->session, ESYS_TR_NONE, ESYS_TR_NONE,
                            &work->input, &no_padding, &no_label, &work->output);
}

bool tpm_compute_rsa(const struct tpm_key *key, const uint8_t input[static TPM_RSA_SIZE],
                     uint8_t output[static TPM_RSA_SIZE])
{
    struct rsa_work work = {.key = key, .input.size = TPM_RSA_SIZE};

    memcpy(work.input.buffer, input, TPM_RSA_SIZE);
    bool result = tpm_connection_do(key->tpm, do_rsa, &work) &&
                  widen(work.output->buffer, work.output->size, output, TPM_RSA_SIZE);
    if (work.output != NULL)
        explicit_bzero(work.output, sizeof *work.output);
    Esys_Free(work.output);
    explicit_bzero(&work.input, sizeof work.input);
    return result;
}

struct ecdsa_work {
    const struct tpm_key *key;
    TPM2B_DIGEST digest;
    TPMT_SIGNATURE *signature;
};

/* The length alone tells the TPM which digest it is; it signs what it is given. */
static TSS2_RC do_ecdsa(struct valux_tpm *tpm, void *argument)
{
    static const TPMT_SIG_SCHEME scheme = {.scheme = TPM2_ALG_ECDSA,
                                           .details.ecdsa.hashAlg = TPM2_ALG_SHA256};
    static const TPMT_TK_HASHCHECK no_ticket = {.tag = TPM2_ST_HASHCHECK,
                                                .hierarchy = TPM2_RH_NULL};
    struct ecdsa_work *work = argument;
    TSS2_RC code = tpm_connection_load(tpm, work->key);

    if (code != TSS2_RC_SUCCESS)
        return code;
    return Esys_Sign(tpm->esapi, tpm->key, tpm->session, ESYS_TR_NONE, ESYS_TR_NONE, &work->digest,
                     &scheme, &no_ticket, &work->signature);
}

bool tpm_compute_ecdsa(const struct tpm_key *key, const uint8_t digest[static TPM_EC_SIZE],
                       uint8_t r[static TPM_EC_SIZE], uint8_t s[static TPM_EC_SIZE])
{
    struct ecdsa_work work = {.key = key, .digest.size = TPM_EC_SIZE};

    memcpy(work.digest.buffer, digest, TPM_EC_SIZE);
    bool result = tpm_connection_do(key->tpm, do_ecdsa, &work);
    if (result) {
        const TPMS_SIGNATURE_ECC *signature = &work.signature->signature.ecdsa;
        result = widen(signature->signatureR.buffer, signature->signatureR.size, r, TPM_EC_SIZE) &&
                 widen(signature->signatureS.buffer, signature->signatureS.size, s, TPM_EC_SIZE);
    }
    Esys_Free(work.signature);
    return result;
}

struct ecdh_work {
    const struct tpm_key *key;
    TPM2B_ECC_POINT peer;
    TPM2B_ECC_POINT *shared;
};

static TSS2_RC do_ecdh(struct valux_tpm *tpm, void *argument)
{
    struct ecdh_work *work = argument;
    TSS2_RC code = tpm_connection_load(tpm, work->key);

    if (code != TSS2_RC_SUCCESS)
        return code;
    return Esys_ECDH_ZGen(tpm->esapi, tpm->key, tpm->session, ESYS_TR_NONE, ESYS_TR_NONE,
                          &work->peer, &work->shared);
}

bool tpm_compute_ecdh(const struct tpm_key *key, const uint8_t x[static TPM_EC_SIZE],
                      const uint8_t y[static TPM_EC_SIZE], uint8_t shared[static TPM_EC_SIZE])
{
    struct ecdh_work work = {
        .key = key,
        .peer.point = {.x.size = TPM_EC_SIZE, .y.size = TPM_EC_SIZE},
    };

    memcpy(work.peer.point.x.buffer, x, TPM_EC_SIZE);
    memcpy(work.peer.point.y.buffer, y, TPM_EC_SIZE);
    bool result =
        tpm_connection_do(key->tpm, do_ecdh, &work) &&
        widen(work.shared->point.x.buffer, work.shared->point.x.size, shared, TPM_EC_SIZE);
    if (work.shared != NULL)
        explicit_bzero(work.shared, sizeof *work.shared);
    Esys_Free(work.shared);
    return result;
}
