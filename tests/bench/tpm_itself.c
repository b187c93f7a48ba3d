/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm_itself.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tss2/tss2_esys.h>
#include <tss2/tss2_tctildr.h>

#include "clock.h"
#include "figure.h"

#define SIGNATURES_MAX 16384
#define DIGEST_SIZE 32

struct tpm_itself {
    TSS2_TCTI_CONTEXT *link;
    ESYS_CONTEXT *esapi;
    ESYS_TR key;
    TPMT_SIG_SCHEME scheme;
};

static bool good(const char *what, TSS2_RC code)
{
    if (code == TSS2_RC_SUCCESS)
        return true;
    fprintf(stderr, "%s: 0x%x\n", what, code);
    return false;
}

struct tpm_itself *tpm_itself_open(const char *name)
{
    struct tpm_itself *tpm = calloc(1, sizeof *tpm);

    if (tpm == NULL)
        return NULL;
    tpm->key = ESYS_TR_NONE;
    if (good("Tss2_TctiLdr_Initialize", Tss2_TctiLdr_Initialize(name, &tpm->link)) &&
        good("Esys_Initialize", Esys_Initialize(&tpm->esapi, tpm->link, NULL)))
        return tpm;
    tpm_itself_close(tpm);
    return NULL;
}

static void set_type(bool rsa, TPMT_PUBLIC *key, TPMT_SIG_SCHEME *scheme)
{
    *key = (TPMT_PUBLIC){.type = rsa ? TPM2_ALG_RSA : TPM2_ALG_ECC,
                         .nameAlg = TPM2_ALG_SHA256,
                         .objectAttributes = TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_FIXEDTPM |
                                             TPMA_OBJECT_FIXEDPARENT |
                                             TPMA_OBJECT_SENSITIVEDATAORIGIN |
                                             TPMA_OBJECT_USERWITHAUTH};
    if (rsa) {
        key->parameters.rsaDetail = (TPMS_RSA_PARMS){
            .symmetric.algorithm = TPM2_ALG_NULL, .scheme.scheme = TPM2_ALG_NULL, .keyBits = 2048};
        *scheme =
            (TPMT_SIG_SCHEME){.scheme = TPM2_ALG_RSASSA, .details.rsassa.hashAlg = TPM2_ALG_SHA256};
    } else {
        key->parameters.eccDetail = (TPMS_ECC_PARMS){.symmetric.algorithm = TPM2_ALG_NULL,
                                                     .scheme.scheme = TPM2_ALG_NULL,
                                                     .curveID = TPM2_ECC_NIST_P256,
                                                     .kdf.scheme = TPM2_ALG_NULL};
        *scheme =
            (TPMT_SIG_SCHEME){.scheme = TPM2_ALG_ECDSA, .details.ecdsa.hashAlg = TPM2_ALG_SHA256};
    }
}

/* A primary key: there is no parent that would have to stay loaded. */
bool tpm_itself_make_key(struct tpm_itself *tpm, bool rsa)
{
    static const TPM2B_SENSITIVE_CREATE no_secret;
    static const TPM2B_DATA no_data;
    static const TPML_PCR_SELECTION no_registers;
    TPM2B_PUBLIC template = {0};

    if (tpm->key != ESYS_TR_NONE)
        (void)Esys_FlushContext(tpm->esapi, tpm->key);
    tpm->key = ESYS_TR_NONE;
    set_type(rsa, &template.publicArea, &tpm->scheme);
    return good("Esys_CreatePrimary",
                Esys_CreatePrimary(tpm->esapi, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                   ESYS_TR_NONE, &no_secret, &template, &no_data, &no_registers,
                                   &tpm->key, NULL, NULL, NULL, NULL));
}

static bool sign_once(struct tpm_itself *tpm, uint64_t number, double *microseconds)
{
    static const TPMT_TK_HASHCHECK no_ticket = {.tag = TPM2_ST_HASHCHECK,
                                                .hierarchy = TPM2_RH_NULL};
    TPM2B_DIGEST digest = {.size = DIGEST_SIZE};
    TPMT_SIGNATURE *signature = NULL;
    uint64_t start = clock_nanoseconds();

    memcpy(digest.buffer, &number, sizeof number);
    bool result =
        good("Esys_Sign", Esys_Sign(tpm->esapi, tpm->key, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                    ESYS_TR_NONE, &digest, &tpm->scheme, &no_ticket, &signature));
    *microseconds = (double)(clock_nanoseconds() - start) / 1e3;
    Esys_Free(signature);
    return result;
}

bool tpm_itself_sign(struct tpm_itself *tpm, unsigned milliseconds, double *median)
{
    static double times[SIGNATURES_MAX];
    uint64_t end = clock_nanoseconds() + milliseconds * UINT64_C(1000000);
    size_t count = 0;

    while (count < SIGNATURES_MAX && (count == 0 || clock_nanoseconds() < end)) {
        if (!sign_once(tpm, count, &times[count]))
            return false;
        count++;
    }
    *median = figure_percentile(times, count, 0.5);
    return true;
}

void tpm_itself_close(struct tpm_itself *tpm)
{
    if (tpm == NULL)
        return;
    if (tpm->key != ESYS_TR_NONE)
        (void)Esys_FlushContext(tpm->esapi, tpm->key);
    Esys_Finalize(&tpm->esapi);
    Tss2_TctiLdr_Finalize(&tpm->link);
    free(tpm);
}
