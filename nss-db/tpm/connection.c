/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tpm/name.h"
#include "valux/text.h"

#define ATTEMPTS 6                        /* while the TPM asks to try later */
#define FIRST_PAUSE_NANOSECONDS 20000000L /* doubled each time: 0.6 s in all */

/* Both kinds are opened so that nothing waits but poll(2) with a limit. */
static int open_descriptor(const struct tpm_address *address)
{
    int number;

    if (address->device)
        return open(address->path, O_RDWR | O_CLOEXEC | O_NOCTTY);
    int descriptor = socket(address->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 || connect(descriptor, &address->address.any, address->length) == 0)
        return descriptor;
    number = errno;
    close(descriptor);
    errno = number;
    return -1;
}

bool valux_tpm_is_built(void)
{
    return true;
}

/* What tpm2-tss writes where something was not as it expected, its answers say as well. */
static bool silence_library(void)
{
    return setenv("TSS2_LOG", "all+none", 1) == 0;
}

bool valux_tpm_open(const char *name, struct valux_tpm **tpm, struct valux_error *error)
{
    struct tpm_address address;
    struct valux_tpm *opened = calloc(1, sizeof *opened);
    int descriptor = -1;

    *tpm = NULL;
    if (opened == NULL || !silence_library()) {
        valux_error_set_memory(error);
        goto failed;
    }
    if (!tpm_address_read(name, &address)) {
        valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("\"%s\" is not the name of a TPM."),
                        name);
        goto failed;
    }
    descriptor = open_descriptor(&address);
    if (descriptor < 0) {
        tpm_failure_explain_open(name, errno, error);
        goto failed;
    }
    memcpy(opened->name, name, strlen(name) + 1);
    opened->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    opened->storage_key = opened->session = opened->key = ESYS_TR_NONE;
    tpm_link_prepare(&opened->link, descriptor);
    if (Esys_Initialize(&opened->esapi, (TSS2_TCTI_CONTEXT *)&opened->link, NULL) !=
        TSS2_RC_SUCCESS) {
        valux_error_set_memory(error);
        goto failed;
    }
    *tpm = opened;
    return true;
failed:
    if (descriptor >= 0)
        close(descriptor);
    free(opened);
    return false;
}

int valux_tpm_descriptor(const struct valux_tpm *tpm)
{
    return tpm->link.descriptor;
}

bool valux_tpm_is_lost(const struct valux_tpm *tpm)
{
    return tpm->link.lost;
}

bool valux_tpm_explain(const struct valux_tpm *tpm, struct valux_error *error)
{
    return tpm_failure_explain(tpm->failure, tpm->name, tpm->code, error);
}

static void flush(struct valux_tpm *tpm, ESYS_TR *handle)
{
    if (*handle != ESYS_TR_NONE && !tpm->link.lost &&
        Esys_FlushContext(tpm->esapi, *handle) != TSS2_RC_SUCCESS)
        (void)Esys_TR_Close(tpm->esapi, handle);
    *handle = ESYS_TR_NONE;
}

static void flush_all(struct valux_tpm *tpm)
{
    flush(tpm, &tpm->key);
    tpm->loaded = NULL;
    flush(tpm, &tpm->session);
    flush(tpm, &tpm->storage_key);
}

void valux_tpm_close(struct valux_tpm *tpm)
{
    if (tpm == NULL)
        return;
    flush_all(tpm);
    Esys_Finalize(&tpm->esapi);
    close(tpm->link.descriptor);
    free(tpm);
}

/*
 * The storage key is made anew from the TPM's own seed, always the same one: the template for P-256
 * of the TCG EK Credential Profile's storage key (TCG TPM v2.0 Provisioning Guidance, 7.5.1).
 */
static TSS2_RC make_storage_key(struct valux_tpm *tpm)
{
    static const TPM2B_PUBLIC template = {
        .publicArea = {
            .type = TPM2_ALG_ECC,
            .nameAlg = TPM2_ALG_SHA256,
            .objectAttributes = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT |
                                TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                                TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |
                                TPMA_OBJECT_NODA,
            .parameters.eccDetail = {.symmetric = {.algorithm = TPM2_ALG_AES,
                                                   .keyBits.aes = 128,
                                                   .mode.aes = TPM2_ALG_CFB},
                                     .scheme.scheme = TPM2_ALG_NULL,
                                     .curveID = TPM2_ECC_NIST_P256,
                                     .kdf.scheme = TPM2_ALG_NULL},
            .unique.ecc = {.x.size = 32, .y.size = 32},
        }};
    static const TPM2B_SENSITIVE_CREATE no_secret;
    static const TPM2B_DATA no_data;
    static const TPML_PCR_SELECTION no_registers;

    return Esys_CreatePrimary(tpm->esapi, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                              ESYS_TR_NONE, &no_secret, &template, &no_data, &no_registers,
                              &tpm->storage_key, NULL, NULL, NULL, NULL);
}

/* Who listens on the way to the TPM learns neither authorizations nor what was decrypted. */
static TSS2_RC begin_session(struct valux_tpm *tpm)
{
    static const TPMT_SYM_DEF cipher = {
        .algorithm = TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB};
    TSS2_RC code = Esys_StartAuthSession(tpm->esapi, tpm->storage_key, ESYS_TR_NONE, ESYS_TR_NONE,
                                         ESYS_TR_NONE, ESYS_TR_NONE, NULL, TPM2_SE_HMAC, &cipher,
                                         TPM2_ALG_SHA256, &tpm->session);

    if (code == TSS2_RC_SUCCESS)
        code = Esys_TRSess_SetAttributes(
            tpm->esapi, tpm->session,
            TPMA_SESSION_CONTINUESESSION | TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT, UINT8_MAX);
    return code;
}

static TSS2_RC prepare_and_work(struct valux_tpm *tpm, tpm_work *work, void *argument)
{
    TSS2_RC code = TSS2_RC_SUCCESS;

    if (tpm->storage_key == ESYS_TR_NONE)
        code = make_storage_key(tpm);
    if (code == TSS2_RC_SUCCESS && tpm->session == ESYS_TR_NONE)
        code = begin_session(tpm);
    return code == TSS2_RC_SUCCESS ? work(tpm, argument) : code;
}

/* Whether the TPM may have lost what was loaded, so that a new beginning may help. */
static bool may_have_lost_objects(const struct valux_tpm *tpm, TSS2_RC code)
{
    enum tpm_failure failure = tpm_failure_of(code);

    return tpm->storage_key != ESYS_TR_NONE && !tpm->link.lost &&
           (failure == TPM_REFUSED || failure == TPM_FULL);
}

static TSS2_RC try(struct valux_tpm *tpm, tpm_work *work, void *argument)
{
    struct timespec pause = {.tv_nsec = FIRST_PAUSE_NANOSECONDS};
    TSS2_RC code = prepare_and_work(tpm, work, argument);

    for (int i = 1; i < ATTEMPTS && tpm_failure_of(code) == TPM_BUSY; i++) {
        nanosleep(&pause, NULL);
        pause.tv_nsec *= 2;
        code = prepare_and_work(tpm, work, argument);
    }
    return code;
}

bool tpm_connection_do(struct valux_tpm *tpm, tpm_work *work, void *argument)
{
    bool fresh;

    pthread_mutex_lock(&tpm->lock);
    fresh = tpm->storage_key == ESYS_TR_NONE;
    tpm->code = tpm->link.lost ? TSS2_TCTI_RC_IO_ERROR : try(tpm, work, argument);
    if (!fresh && may_have_lost_objects(tpm, tpm->code)) {
        flush_all(tpm);
        tpm->code = try(tpm, work, argument);
    }
    tpm->failure = tpm->link.lost ? TPM_LOST : tpm_failure_of(tpm->code);
    bool result = tpm->failure == TPM_WORKS;
    pthread_mutex_unlock(&tpm->lock);
    return result;
}

TSS2_RC tpm_connection_load(struct valux_tpm *tpm, const struct tpm_key *key)
{
    if (tpm->loaded == key)
        return TSS2_RC_SUCCESS;
    flush(tpm, &tpm->key);
    tpm->loaded = NULL;
    TSS2_RC code = Esys_Load(tpm->esapi, tpm->storage_key, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                             ESYS_TR_NONE, &key->private_part, &key->public_part, &tpm->key);
    if (code == TSS2_RC_SUCCESS)
        code = Esys_TR_SetAuth(tpm->esapi, tpm->key, &key->authorization);
    if (code == TSS2_RC_SUCCESS)
        tpm->loaded = key;
    return code;
}

void tpm_connection_forget(struct valux_tpm *tpm, const struct tpm_key *key)
{
    pthread_mutex_lock(&tpm->lock);
    if (tpm->loaded == key) {
        flush(tpm, &tpm->key);
        tpm->loaded = NULL;
    }
    pthread_mutex_unlock(&tpm->lock);
}
