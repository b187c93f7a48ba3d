/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>
#include <string.h>

#include "signer_request.h"
#include "token/debug.h"
#include "token/mechanism.h"
#include "token/new_secret.h"
#include "token/session_table.h"
#include "token/state.h"
#include "token/token_key.h"

#define UNCOMPRESSED_POINT 0x04 /* SEC 1, 2.3.3 */
#define DER_OCTET_STRING 0x04
#define DER_HEADER_MAX 3
#define POINT_MAX 133 /* bytes, on P-521 */

struct derivation {
    struct valux_signer_request request;
    uint8_t payload[VALUX_SIGNER_SHARED_DATA_MAX + POINT_MAX]; /* of the request */
    size_t answer_length; /* bytes that the signer has to answer with */
    struct secret secret;
};

/*
 * Finds the other side's point in the parameter, `point_size` bytes. Programs may give it as it is
 * or in a DER OCTET STRING (PKCS#11 3.0 Current Mechanisms, 2.3.18). NULL where it is neither.
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

static bool find_kdf(CK_EC_KDF_TYPE kdf, enum valux_signer_digest *digest)
{
    static const struct {
        CK_EC_KDF_TYPE kdf;
        enum valux_signer_digest digest;
    } known[] = {
        {CKD_NULL, VALUX_SIGNER_NO_DIGEST},    {CKD_SHA1_KDF, VALUX_SIGNER_SHA1},
        {CKD_SHA224_KDF, VALUX_SIGNER_SHA224}, {CKD_SHA256_KDF, VALUX_SIGNER_SHA256},
        {CKD_SHA384_KDF, VALUX_SIGNER_SHA384}, {CKD_SHA512_KDF, VALUX_SIGNER_SHA512},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].kdf == kdf) {
            *digest = known[i].digest;
            return true;
        }
    }
    return false;
}

/* CKD_NULL, which is no KDF, takes no shared data (PKCS#11 3.0 Current Mechanisms, 2.3.18). */
static bool has_valid_shared_data(const CK_ECDH1_DERIVE_PARAMS *parameter)
{
    CK_ULONG max = parameter->kdf == CKD_NULL ? 0 : VALUX_SIGNER_SHARED_DATA_MAX;

    return parameter->ulSharedDataLen <= max &&
           (parameter->ulSharedDataLen == 0 || parameter->pSharedData != NULL);
}

static CK_RV read_mechanism(const CK_MECHANISM *mechanism, const struct token_key *key,
                            struct derivation *derivation)
{
    struct valux_signer_request *request = &derivation->request;
    CK_ECDH1_DERIVE_PARAMS parameter;
    size_t point_size = 2 * key->size + 1;

    if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof parameter)
        return CKR_MECHANISM_PARAM_INVALID;
    memcpy(&parameter, mechanism->pParameter, sizeof parameter);
    *request =
        (struct valux_signer_request){.verb = VALUX_SIGNER_DERIVE, .scheme = VALUX_SIGNER_ECDH};
    const CK_BYTE *point = find_point(&parameter, point_size);
    if (point == NULL || !find_kdf(parameter.kdf, &request->digest) ||
        !has_valid_shared_data(&parameter))
        return CKR_MECHANISM_PARAM_INVALID;
    request->key_id = key->key_id;
    request->prefix_length = (uint32_t)parameter.ulSharedDataLen;
    if (request->prefix_length > 0)
        memcpy(derivation->payload, parameter.pSharedData, request->prefix_length);
    memcpy(derivation->payload + request->prefix_length, point, point_size);
    request->payload = derivation->payload;
    request->payload_length = request->prefix_length + point_size;
    return CKR_OK;
}

/* A KDF gives as many bytes as the program wants. Without one, a coordinate limits them. */
static CK_RV set_length(const struct token_key *key, struct derivation *derivation)
{
    bool with_kdf = derivation->request.digest != VALUX_SIGNER_NO_DIGEST;
    struct secret *secret = &derivation->secret;
    CK_RV result = new_secret_set_length(secret, with_kdf ? 0 : key->size);

    if (result == CKR_OK && !with_kdf && secret->length > key->size)
        result = CKR_ATTRIBUTE_VALUE_INVALID;
    derivation->request.output_length = with_kdf ? (uint32_t)secret->length : 0;
    derivation->answer_length = with_kdf ? secret->length : key->size;
    return result;
}

/* Checks the arguments and makes the request. Called with the state's mutex held. */
static CK_RV begin(const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE handle,
                   const CK_ATTRIBUTE *attributes, CK_ULONG count, struct derivation *derivation)
{
    struct token_key key;
    CK_KEY_TYPE type;

    if (!mechanism_key_type(mechanism->mechanism, CKF_DERIVE, &type))
        return CKR_MECHANISM_INVALID;
    CK_RV result = token_key_open(handle, type, CKA_DERIVE, &key);
    if (result == CKR_OK)
        result = read_mechanism(mechanism, &key, derivation);
    if (result == CKR_OK)
        result = new_secret_begin(attributes, count, &derivation->secret);
    return result == CKR_OK ? set_length(&key, derivation) : result;
}

/*
 * Has the signer derive. Called without the state's mutex. Where the coordinate is longer than the
 * secret, the bytes at its beginning are left out (PKCS#11 3.0 Current Mechanisms, 2.3.18).
 */
static CK_RV derive(struct derivation *derivation)
{
    struct secret *secret = &derivation->secret;
    uint8_t answer[SECRET_LENGTH_MAX];
    size_t answer_length = sizeof answer;
    CK_RV result = signer_request(&derivation->request, answer, &answer_length);

    if (result == CKR_OK && answer_length != derivation->answer_length)
        result = CKR_DEVICE_ERROR;
    if (result == CKR_OK)
        memcpy(secret->value, answer + answer_length - secret->length, secret->length);
    explicit_bzero(answer, sizeof answer);
    return result;
}

CK_RV C_DeriveKey(CK_SESSION_HANDLE handle, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE base_key,
                  CK_ATTRIBUTE_PTR attributes, CK_ULONG count, CK_OBJECT_HANDLE_PTR new_key)
{
    struct session *session;
    struct derivation derivation = {0};
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    result = mechanism == NULL || new_key == NULL
                 ? CKR_ARGUMENTS_BAD
                 : begin(mechanism, base_key, attributes, count, &derivation);
    state_leave();
    if (result == CKR_OK)
        result = derive(&derivation);
    if (result == CKR_OK)
        result = new_secret_keep(handle, &derivation.secret, new_key);
    explicit_bzero(&derivation, sizeof derivation);
    return debug_result(__func__, result);
}
