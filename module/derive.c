/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>
#include <string.h>

#include "debug.h"
#include "key.h"
#include "mechanism.h"
#include "secret.h"
#include "session.h"
#include "signer_client.h"
#include "state.h"

#define UNCOMPRESSED_POINT 0x04 /* SEC 1, 2.3.3 */
#define DER_OCTET_STRING 0x04
#define DER_HEADER_MAX 3

static CK_RV read_truth(const CK_ATTRIBUTE *attribute, bool *value)
{
    if (attribute->pValue == NULL || attribute->ulValueLen != sizeof(CK_BBOOL))
        return CKR_ATTRIBUTE_VALUE_INVALID;
    *value = *(const CK_BBOOL *)attribute->pValue != CK_FALSE;
    return CKR_OK;
}

static CK_RV read_number(const CK_ATTRIBUTE *attribute, CK_ULONG *value)
{
    if (attribute->pValue == NULL || attribute->ulValueLen != sizeof *value)
        return CKR_ATTRIBUTE_VALUE_INVALID;
    memcpy(value, attribute->pValue, sizeof *value);
    return CKR_OK;
}

/* What the template says of the new secret; usages and names make no difference to it. */
static CK_RV read_attribute(const CK_ATTRIBUTE *attribute, struct secret *secret)
{
    CK_ULONG number = 0;
    bool truth = false;
    CK_RV result;

    switch (attribute->type) {
    case CKA_CLASS:
        result = read_number(attribute, &number);
        return result == CKR_OK && number != CKO_SECRET_KEY ? CKR_TEMPLATE_INCONSISTENT : result;
    case CKA_KEY_TYPE:
        return read_number(attribute, &secret->key_type);
    case CKA_VALUE_LEN:
        result = read_number(attribute, &number);
        secret->length = number;
        return result == CKR_OK && (number == 0 || number > SECRET_LENGTH_MAX)
                   ? CKR_ATTRIBUTE_VALUE_INVALID
                   : result;
    case CKA_TOKEN:
        result = read_truth(attribute, &truth);
        return result == CKR_OK && truth ? CKR_TOKEN_WRITE_PROTECTED : result;
    case CKA_SENSITIVE:
        return read_truth(attribute, &secret->sensitive);
    case CKA_EXTRACTABLE:
        return read_truth(attribute, &secret->extractable);
    case CKA_VALUE:
        return CKR_TEMPLATE_INCONSISTENT;
    default:
        return CKR_OK;
    }
}

static CK_RV read_template(const CK_ATTRIBUTE *attributes, CK_ULONG count, struct secret *secret)
{
    *secret = (struct secret){.key_type = CKK_GENERIC_SECRET, .extractable = true};
    if (attributes == NULL && count > 0)
        return CKR_ARGUMENTS_BAD;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_RV result = read_attribute(&attributes[i], secret);
        if (result != CKR_OK)
            return result;
    }
    return CKR_OK;
}

/*
 * Finds the other side's point in the parameter: as it is, or in a DER OCTET STRING (PKCS#11 3.0
 * Current Mechanisms, 2.3.18).
 */
static const CK_BYTE *find_point(const CK_ECDH1_DERIVE_PARAMS *parameter, size_t point_size)
{
    const CK_BYTE *data = parameter->pPublicData;
    size_t header = point_size < 0x80 ? DER_HEADER_MAX - 1 : DER_HEADER_MAX;

    if (data == NULL)
        return NULL;
    if (parameter->ulPublicDataLen == point_size)
        return data[0] == UNCOMPRESSED_POINT ? data : NULL;
    if (parameter->ulPublicDataLen != header + point_size || data[0] != DER_OCTET_STRING ||
        data[header - 1] != point_size || (header == DER_HEADER_MAX && data[1] != 0x81) ||
        data[header] != UNCOMPRESSED_POINT)
        return NULL;
    return data + header;
}

static CK_RV read_mechanism(const CK_MECHANISM *mechanism, const struct key *key,
                            struct valux_signer_request *request)
{
    CK_ECDH1_DERIVE_PARAMS parameter;

    if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof parameter)
        return CKR_MECHANISM_PARAM_INVALID;
    memcpy(&parameter, mechanism->pParameter, sizeof parameter);
    if (parameter.kdf != CKD_NULL || parameter.ulSharedDataLen != 0)
        return CKR_MECHANISM_PARAM_INVALID;
    *request = (struct valux_signer_request){.verb = VALUX_SIGNER_DERIVE,
                                             .scheme = VALUX_SIGNER_ECDH,
                                             .payload_length = 2 * key->size + 1};
    memcpy(request->key_id, key->key_id, VALUX_KEY_ID_SIZE);
    request->payload = find_point(&parameter, request->payload_length);
    return request->payload == NULL ? CKR_MECHANISM_PARAM_INVALID : CKR_OK;
}

/* The checks, with the state's mutex held. */
static CK_RV begin(const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE handle,
                   const CK_ATTRIBUTE *attributes, CK_ULONG count,
                   struct valux_signer_request *request, struct secret *secret)
{
    struct key key;
    CK_KEY_TYPE type;

    if (!mechanism_key_type(mechanism->mechanism, CKF_DERIVE, &type))
        return CKR_MECHANISM_INVALID;
    CK_RV result = key_open(handle, type, CKA_DERIVE, &key);
    if (result == CKR_OK)
        result = read_mechanism(mechanism, &key, request);
    if (result == CKR_OK)
        result = read_template(attributes, count, secret);
    if (result == CKR_OK && secret->length > key.size)
        result = CKR_ATTRIBUTE_VALUE_INVALID;
    if (secret->length == 0)
        secret->length = key.size;
    return result;
}

/* Where the secret is to be shorter, bytes at its beginning are left out. */
static CK_RV derive(const struct valux_signer_request *request, struct secret *secret)
{
    uint8_t answer[SECRET_LENGTH_MAX];
    size_t answer_length = sizeof answer;
    CK_RV result = signer_client_request(request, answer, &answer_length);

    if (result == CKR_OK && answer_length != request->payload_length / 2)
        result = CKR_DEVICE_ERROR;
    if (result == CKR_OK)
        memcpy(secret->value, answer + answer_length - secret->length, secret->length);
    explicit_bzero(answer, sizeof answer);
    return result;
}

static CK_RV keep(CK_SESSION_HANDLE handle, struct secret *secret, CK_OBJECT_HANDLE *new_key)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return result;
    secret->session = handle;
    CK_OBJECT_HANDLE added = secret_add(secret);
    state_leave();
    if (added == CK_INVALID_HANDLE)
        return CKR_HOST_MEMORY;
    *new_key = added;
    return CKR_OK;
}

CK_RV C_DeriveKey(CK_SESSION_HANDLE handle, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE base_key,
                  CK_ATTRIBUTE_PTR attributes, CK_ULONG count, CK_OBJECT_HANDLE_PTR new_key)
{
    struct session *session;
    struct valux_signer_request request;
    struct secret secret = {0};
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    result = mechanism == NULL || new_key == NULL
                 ? CKR_ARGUMENTS_BAD
                 : begin(mechanism, base_key, attributes, count, &request, &secret);
    state_leave();
    if (result == CKR_OK)
        result = derive(&request, &secret);
    if (result == CKR_OK)
        result = keep(handle, &secret, new_key);
    explicit_bzero(&secret, sizeof secret);
    return debug_result(__func__, result);
}
