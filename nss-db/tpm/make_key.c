/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <openssl/evp.h>
#include <string.h>

#include "tpm/connection.h"
#include "tpm/public_key.h"
#include "valux/text.h"

#define KEY_ATTRIBUTES                                                                      \
    (TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_FIXEDTPM |                \
     TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH | \
     TPMA_OBJECT_NODA)

struct creation {
    TPM2B_PUBLIC template;
    TPM2B_SENSITIVE_CREATE secret;
    TPM2B_PRIVATE *private_part;
    TPM2B_PUBLIC *public_part;
};

/* No scheme: a key that signs and decrypts has none (TPM 2.0 Library, part 1, section 27.3). */
static void set_type(TPMT_PUBLIC *key, enum valux_key_type type)
{
    *key = (TPMT_PUBLIC){.nameAlg = TPM2_ALG_SHA256, .objectAttributes = KEY_ATTRIBUTES};
    if (type == VALUX_KEY_RSA_2048) {
        key->type = TPM2_ALG_RSA;
        key->parameters.rsaDetail = (TPMS_RSA_PARMS){
            .symmetric.algorithm = TPM2_ALG_NULL, .scheme.scheme = TPM2_ALG_NULL, .keyBits = 2048};
        return;
    }
    key->type = TPM2_ALG_ECC;
    key->parameters.eccDetail = (TPMS_ECC_PARMS){.symmetric.algorithm = TPM2_ALG_NULL,
                                                 .scheme.scheme = TPM2_ALG_NULL,
                                                 .curveID = TPM2_ECC_NIST_P256,
                                                 .kdf.scheme = TPM2_ALG_NULL};
}

/* The session's encryption hides the authorization on its way. */
static TSS2_RC create(struct valux_tpm *tpm, void *argument)
{
    static const TPM2B_DATA no_data;
    static const TPML_PCR_SELECTION no_registers;
    struct creation *creation = argument;

    return Esys_Create(tpm->esapi, tpm->storage_key, ESYS_TR_PASSWORD, tpm->session, ESYS_TR_NONE,
                       &creation->secret, &creation->template, &no_data, &no_registers,
                       &creation->private_part, &creation->public_part, NULL, NULL, NULL);
}

bool valux_tpm_make_key(struct valux_tpm *tpm, enum valux_key_type type,
                        const uint8_t salt[static VALUX_TPM_SALT_SIZE],
                        const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                        struct valux_bytes *file, struct valux_key_id *key_id,
                        struct valux_error *error)
{
    bool result = false;
    struct tpm_key_parts parts;
    struct creation creation = {
        .secret.sensitive.userAuth.size = VALUX_TPM_AUTHORIZATION_SIZE,
    };

    *file = (struct valux_bytes){NULL, 0};
    if (!valux_tpm_makes(type))
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                               _("A TPM makes keys of the types ec-p256 and rsa-2048 alone. Choose "
                                 "one of them (keyType), or another custody."));
    set_type(&creation.template.publicArea, type);
    memcpy(creation.secret.sensitive.userAuth.buffer, authorization, VALUX_TPM_AUTHORIZATION_SIZE);
    if (!tpm_connection_do(tpm, create, &creation)) {
        valux_tpm_explain(tpm, error);
        goto done;
    }
    memcpy(parts.salt, salt, sizeof parts.salt);
    parts.public_part = *creation.public_part;
    parts.private_part = *creation.private_part;
    if (!tpm_public_key_id(&parts.public_part.publicArea, key_id) ||
        !tpm_key_file_write(&parts, file)) {
        valux_error_set_memory(error);
        goto done;
    }
    result = true;
done:
    explicit_bzero(&creation.secret, sizeof creation.secret);
    Esys_Free(creation.private_part);
    Esys_Free(creation.public_part);
    return result;
}
