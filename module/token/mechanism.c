/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/mechanism.h"

#include <stdbool.h>
#include <string.h>

#include "token/mechanism_table.h"

#define ECDSA_INPUT_MAX 1024
#define OAEP_LABEL_MAX 1024
#define PKCS1_PADDING 11 /* bytes of padding at least (RFC 8017, 7.2.1 and 9.2) */

static const struct mechanism *find_for(const CK_MECHANISM *mechanism, CK_FLAGS use)
{
    const struct mechanism *found = mechanism_find(mechanism->mechanism);

    return found != NULL && (found->flags & use) != 0 ? found : NULL;
}

bool mechanism_key_type(CK_MECHANISM_TYPE type, CK_FLAGS use, CK_KEY_TYPE *key_type)
{
    const struct mechanism *found = mechanism_find(type);

    if (found == NULL || (found->flags & use) == 0)
        return false;
    *key_type = found->key_type;
    return true;
}

static CK_RV check_size(const struct token_key *key)
{
    if (key->type == CKK_RSA &&
        (key->size < MECHANISM_RSA_MIN / 8 || key->size > MECHANISM_RSA_MAX / 8))
        return CKR_KEY_SIZE_RANGE;
    return CKR_OK;
}

/* Copies the parameter's structure, since a program may give one that is not aligned. */
static CK_RV copy_parameter(const CK_MECHANISM *mechanism, void *parameter, size_t size)
{
    if (mechanism->pParameter == NULL || mechanism->ulParameterLen != size)
        return CKR_MECHANISM_PARAM_INVALID;
    memcpy(parameter, mechanism->pParameter, size);
    return CKR_OK;
}

static CK_RV set_pss(const struct mechanism *known, const CK_MECHANISM *mechanism,
                     const struct token_key *key, struct operation *operation)
{
    struct valux_signer_request *request = &operation->request;
    CK_RSA_PKCS_PSS_PARAMS parameter;
    CK_RV result = copy_parameter(mechanism, &parameter, sizeof parameter);

    if (result != CKR_OK)
        return result;
    const struct mechanism_digest *digest = mechanism_digest_find(parameter.hashAlg);
    const struct mechanism_digest *mgf = mechanism_digest_find_mgf(parameter.mgf);
    if (digest == NULL || mgf == NULL || (known->hash && known->digest != digest->digest))
        return CKR_MECHANISM_PARAM_INVALID;
    if (digest->length + 2 > key->size || parameter.sLen > key->size - digest->length - 2)
        return CKR_MECHANISM_PARAM_INVALID;
    request->digest = digest->digest;
    request->mgf_digest = mgf->digest;
    request->salt_length = (uint32_t)parameter.sLen;
    operation->input_min = digest->length;
    operation->input_max = digest->length;
    return CKR_OK;
}

CK_RV mechanism_begin_sign(const CK_MECHANISM *mechanism, const struct token_key *key,
                           struct operation *operation)
{
    const struct mechanism *known = find_for(mechanism, CKF_SIGN);

    if (known == NULL)
        return CKR_MECHANISM_INVALID;
    CK_RV result = check_size(key);
    if (result != CKR_OK)
        return result;
    *operation = (struct operation){.request = {.verb = VALUX_SIGNER_SIGN,
                                                .scheme = known->scheme,
                                                .digest = known->digest,
                                                .hash = known->hash}};
    operation->request.key_id = key->key_id;
    switch (known->scheme) {
    case VALUX_SIGNER_RSA_PSS:
        result = set_pss(known, mechanism, key, operation);
        break;
    case VALUX_SIGNER_RSA_PKCS1:
        operation->input_max = key->size - PKCS1_PADDING;
        break;
    default:
        operation->input_min = 1;
        operation->input_max = ECDSA_INPUT_MAX;
    }
    if (result != CKR_OK)
        return result;
    if (known->scheme != VALUX_SIGNER_RSA_PSS && mechanism->ulParameterLen != 0)
        return CKR_MECHANISM_PARAM_INVALID;
    if (known->hash) {
        operation->input_min = 0;
        operation->input_max = OPERATION_MESSAGE_MAX;
    }
    operation->output_max = key->type == CKK_RSA ? key->size : 2 * key->size;
    operation->active = true;
    return CKR_OK;
}

static CK_RV set_oaep(const CK_MECHANISM *mechanism, const struct token_key *key,
                      struct operation *operation)
{
    CK_RSA_PKCS_OAEP_PARAMS parameter;
    CK_RV result = copy_parameter(mechanism, &parameter, sizeof parameter);

    if (result != CKR_OK)
        return result;
    const struct mechanism_digest *digest = mechanism_digest_find(parameter.hashAlg);
    const struct mechanism_digest *mgf = mechanism_digest_find_mgf(parameter.mgf);
    if (digest == NULL || mgf == NULL || 2 * digest->length + 2 > key->size)
        return CKR_MECHANISM_PARAM_INVALID;
    bool has_label = parameter.ulSourceDataLen > 0;
    if ((parameter.source != CKZ_DATA_SPECIFIED && (parameter.source != 0 || has_label)) ||
        (has_label && parameter.pSourceData == NULL) || parameter.ulSourceDataLen > OAEP_LABEL_MAX)
        return CKR_MECHANISM_PARAM_INVALID;
    operation->request.digest = digest->digest;
    operation->request.mgf_digest = mgf->digest;
    operation->request.prefix_length = (uint32_t)parameter.ulSourceDataLen;
    operation->output_max = key->size - 2 * digest->length - 2;
    return operation_append(operation, parameter.pSourceData, parameter.ulSourceDataLen);
}

CK_RV mechanism_begin_decrypt(const CK_MECHANISM *mechanism, const struct token_key *key,
                              struct operation *operation)
{
    const struct mechanism *known = find_for(mechanism, CKF_DECRYPT);

    if (known == NULL)
        return CKR_MECHANISM_INVALID;
    CK_RV result = check_size(key);
    if (result != CKR_OK)
        return result;
    *operation = (struct operation){
        .request = {.verb = VALUX_SIGNER_DECRYPT, .scheme = known->scheme},
        .input_min = key->size,
        .input_max = key->size,
        .output_max = key->size - PKCS1_PADDING,
    };
    operation->request.key_id = key->key_id;
    if (known->scheme == VALUX_SIGNER_RSA_OAEP)
        result = set_oaep(mechanism, key, operation);
    else if (mechanism->ulParameterLen != 0)
        result = CKR_MECHANISM_PARAM_INVALID;
    operation->active = result == CKR_OK;
    return result;
}

CK_RV mechanism_start(mechanism_begin *begin, CK_FLAGS use, CK_ATTRIBUTE_TYPE usage,
                      const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key,
                      struct operation *operation)
{
    struct token_key found;
    CK_KEY_TYPE type;

    if (mechanism == NULL) {
        if (!operation->active)
            return CKR_ARGUMENTS_BAD;
        operation_clear(operation);
        return CKR_OK;
    }
    if (operation->active)
        return CKR_OPERATION_ACTIVE;
    if (!mechanism_key_type(mechanism->mechanism, use, &type))
        return CKR_MECHANISM_INVALID;
    CK_RV result = token_key_open(key, type, usage, &found);
    if (result == CKR_OK)
        result = begin(mechanism, &found, operation);
    if (result != CKR_OK)
        operation_clear(operation);
    return result;
}
