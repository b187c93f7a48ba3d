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

/*
 * AES key wrap (RFC 3394), for mail that is sealed for an EC certificate (RFC 5753): the mail's key
 * is wrapped by a key that C_DeriveKey has made before.
 */

#define BLOCK ((size_t)8) /* bytes; a wrapped key is one block longer than the key */
#define AES_KEY_MAX 32
#define WRAPPED_MIN (3 * BLOCK)
#define WRAPPED_MAX (SECRET_LENGTH_MAX + BLOCK)

struct key_unwrap {
    struct valux_signer_request request;
    uint8_t payload[AES_KEY_MAX + WRAPPED_MAX]; /* of the request */
    struct secret secret;
};

/* The parameter is the initial value. Only the default of RFC 3394 is accepted. */
static bool has_valid_parameter(const CK_MECHANISM *mechanism)
{
    static const uint8_t initial_value[BLOCK] = {0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6};

    if (mechanism->ulParameterLen == 0)
        return true;
    return mechanism->pParameter != NULL && mechanism->ulParameterLen == BLOCK &&
           memcmp(mechanism->pParameter, initial_value, BLOCK) == 0;
}

static void make_request(const struct secret *key, const CK_BYTE *wrapped, size_t wrapped_length,
                         struct key_unwrap *work)
{
    memcpy(work->payload, key->value, key->length);
    memcpy(work->payload + key->length, wrapped, wrapped_length);
    work->request = (struct valux_signer_request){
        .verb = VALUX_SIGNER_UNWRAP,
        .scheme = VALUX_SIGNER_AES_KEY_WRAP,
        .prefix_length = (uint32_t)key->length,
        .payload = work->payload,
        .payload_length = key->length + wrapped_length,
    };
}

/* Checks the arguments and makes the request. Called with the state's mutex held. */
static CK_RV begin(const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE handle, const CK_BYTE *wrapped,
                   size_t wrapped_length, struct key_unwrap *work)
{
    CK_KEY_TYPE type;

    if (!mechanism_key_type(mechanism->mechanism, CKF_UNWRAP, &type))
        return CKR_MECHANISM_INVALID;
    if (!has_valid_parameter(mechanism))
        return CKR_MECHANISM_PARAM_INVALID;
    const struct secret *key = secret_find(handle);
    if (key == NULL)
        return CKR_UNWRAPPING_KEY_HANDLE_INVALID;
    if (key->key_type != type)
        return CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT;
    if (!key->unwraps)
        return CKR_KEY_FUNCTION_NOT_PERMITTED;
    if (wrapped_length < WRAPPED_MIN || wrapped_length > WRAPPED_MAX || wrapped_length % BLOCK != 0)
        return CKR_WRAPPED_KEY_LEN_RANGE;
    make_request(key, wrapped, wrapped_length, work);
    return CKR_OK;
}

/*
 * Has the signer unwrap. Called without the state's mutex. The request has been checked, so what
 * the signer finds wrong is the wrapped key.
 */
static CK_RV unwrap(struct key_unwrap *work)
{
    struct secret *secret = &work->secret;
    uint8_t answer[SECRET_LENGTH_MAX];
    size_t answer_length = sizeof answer;
    CK_RV result = signer_request(&work->request, answer, &answer_length);

    if (result == CKR_MECHANISM_PARAM_INVALID)
        result = CKR_WRAPPED_KEY_INVALID;
    if (result == CKR_OK)
        result = new_secret_set_length(secret, answer_length);
    if (result == CKR_OK && secret->length != answer_length)
        result = CKR_TEMPLATE_INCONSISTENT;
    if (result == CKR_OK)
        memcpy(secret->value, answer, answer_length);
    explicit_bzero(answer, sizeof answer);
    return result;
}

CK_RV C_UnwrapKey(CK_SESSION_HANDLE handle, CK_MECHANISM_PTR mechanism,
                  CK_OBJECT_HANDLE unwrapping_key, CK_BYTE_PTR wrapped_key,
                  CK_ULONG wrapped_key_length, CK_ATTRIBUTE_PTR attributes,
                  CK_ULONG attribute_count, CK_OBJECT_HANDLE_PTR key)
{
    struct session *session;
    struct key_unwrap work = {0};
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    result = mechanism == NULL || wrapped_key == NULL || key == NULL
                 ? CKR_ARGUMENTS_BAD
                 : begin(mechanism, unwrapping_key, wrapped_key, wrapped_key_length, &work);
    if (result == CKR_OK)
        result = new_secret_begin(attributes, attribute_count, &work.secret);
    state_leave();
    if (result == CKR_OK)
        result = unwrap(&work);
    if (result == CKR_OK)
        result = new_secret_keep(handle, &work.secret, key);
    explicit_bzero(&work, sizeof work);
    return debug_result(__func__, result);
}
