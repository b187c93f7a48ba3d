/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/tpm_secret.h"

#include <string.h>
#include <tss2/tss2_mu.h>

#include "tpm/connection.h"
#include "tpm/lockout.h"
#include "valux/text.h"

/* Without TPMA_OBJECT_NODA: the TPM counts wrong authorizations. */
#define SECRET_ATTRIBUTES \
    (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_USERWITHAUTH)

struct sealing {
    TPM2B_SENSITIVE_CREATE secret;
    TPM2B_PRIVATE *private_part;
    TPM2B_PUBLIC *public_part;
};

/* The session's encryption hides secret and authorization on their way. */
static TSS2_RC do_seal(struct valux_tpm *tpm, void *argument)
{
    static const TPM2B_PUBLIC template = {
        .publicArea = {.type = TPM2_ALG_KEYEDHASH,
                       .nameAlg = TPM2_ALG_SHA256,
                       .objectAttributes = SECRET_ATTRIBUTES,
                       .parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL}};
    static const TPM2B_DATA no_data;
    static const TPML_PCR_SELECTION no_registers;
    struct sealing *sealing = argument;

    return Esys_Create(tpm->esapi, tpm->storage_key, ESYS_TR_PASSWORD, tpm->session, ESYS_TR_NONE,
                       &sealing->secret, &template, &no_data, &no_registers, &sealing->private_part,
                       &sealing->public_part, NULL, NULL, NULL);
}

static bool write_parts(const struct sealing *sealing, struct valux_bytes *sealed)
{
    uint8_t data[VALUX_TPM_SEALED_MAX];
    size_t length = 0;

    return Tss2_MU_TPM2B_PUBLIC_Marshal(sealing->public_part, data, sizeof data, &length) ==
               TSS2_RC_SUCCESS &&
           Tss2_MU_TPM2B_PRIVATE_Marshal(sealing->private_part, data, sizeof data, &length) ==
               TSS2_RC_SUCCESS &&
           valux_bytes_copy(sealed, data, length);
}

bool valux_tpm_seal_secret(struct valux_tpm *tpm,
                           const uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                           const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                           struct valux_bytes *sealed, struct valux_error *error)
{
    struct sealing sealing = {
        .secret.sensitive = {.userAuth.size = VALUX_TPM_AUTHORIZATION_SIZE,
                             .data.size = VALUX_TPM_KEPT_SECRET_SIZE},
    };
    TPMS_SENSITIVE_CREATE *sensitive = &sealing.secret.sensitive;

    *sealed = (struct valux_bytes){NULL, 0};
    memcpy(sensitive->userAuth.buffer, authorization, VALUX_TPM_AUTHORIZATION_SIZE);
    memcpy(sensitive->data.buffer, secret, VALUX_TPM_KEPT_SECRET_SIZE);
    bool done = tpm_connection_do(tpm, do_seal, &sealing);
    explicit_bzero(&sealing.secret, sizeof sealing.secret);
    bool result = done ? write_parts(&sealing, sealed) || valux_error_set_memory(error)
                       : valux_tpm_explain(tpm, error);
    Esys_Free(sealing.private_part);
    Esys_Free(sealing.public_part);
    return result;
}

struct unsealing {
    struct tpm_key key;
    TPM2B_SENSITIVE_DATA *secret;
};

static bool read_parts(const uint8_t *sealed, size_t length, struct tpm_key *key)
{
    size_t at = 0;

    return Tss2_MU_TPM2B_PUBLIC_Unmarshal(sealed, length, &at, &key->public_part) ==
               TSS2_RC_SUCCESS &&
           Tss2_MU_TPM2B_PRIVATE_Unmarshal(sealed, length, &at, &key->private_part) ==
               TSS2_RC_SUCCESS &&
           at == length && key->public_part.publicArea.type == TPM2_ALG_KEYEDHASH;
}

static TSS2_RC do_unseal(struct valux_tpm *tpm, void *argument)
{
    struct unsealing *unsealing = argument;
    TSS2_RC code = tpm_connection_load(tpm, &unsealing->key);

    if (code != TSS2_RC_SUCCESS)
        return code;
    return Esys_Unseal(tpm->esapi, tpm->key, tpm->session, ESYS_TR_NONE, ESYS_TR_NONE,
                       &unsealing->secret);
}

static bool explain(struct valux_tpm *tpm, struct valux_error *error)
{
    enum tpm_failure failure = tpm->failure;

    if (failure == TPM_WRONG_AUTHORIZATION || failure == TPM_LOCKED_OUT)
        return tpm_lockout_explain(tpm, failure, error);
    if (failure != TPM_FOREIGN_KEY)
        return valux_tpm_explain(tpm, error);
    return valux_error_set(error, VALUX_ERROR_STORE,
                           _("The TPM %s does not open the keys' PIN. The TPM was cleared or "
                             "replaced after the PIN was set, or the store comes from another "
                             "machine. The keys can't be restored: move the store's directory "
                             "away, and acquire new certificates with \"valux-enroll new\" and new "
                             "one-time passwords."),
                           tpm->name);
}

bool valux_tpm_unseal_secret(struct valux_tpm *tpm, const uint8_t *sealed, size_t length,
                             const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                             uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                             struct valux_error *error)
{
    struct unsealing unsealing = {
        .key = {.tpm = tpm, .authorization.size = VALUX_TPM_AUTHORIZATION_SIZE}};

    if (!read_parts(sealed, length, &unsealing.key))
        return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                               _("The store's seal is missing or damaged: its keys can't be "
                                 "opened."));
    memcpy(unsealing.key.authorization.buffer, authorization, VALUX_TPM_AUTHORIZATION_SIZE);
    bool done = tpm_connection_do(tpm, do_unseal, &unsealing);
    bool result = done && unsealing.secret->size == VALUX_TPM_KEPT_SECRET_SIZE;
    if (result)
        memcpy(secret, unsealing.secret->buffer, VALUX_TPM_KEPT_SECRET_SIZE);
    else
        explain(tpm, error);
    tpm_connection_forget(tpm, &unsealing.key);
    if (unsealing.secret != NULL)
        explicit_bzero(unsealing.secret, sizeof *unsealing.secret);
    Esys_Free(unsealing.secret);
    explicit_bzero(&unsealing.key.authorization, sizeof unsealing.key.authorization);
    return result;
}
