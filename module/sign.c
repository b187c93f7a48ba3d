/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <string.h>

#include "signer_request.h"
#include "token/debug.h"
#include "token/mechanism.h"
#include "token/session_table.h"
#include "token/state.h"

CK_RV C_SignInit(CK_SESSION_HANDLE handle, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = mechanism_start(mechanism_begin_sign, CKF_SIGN, CKA_SIGN, mechanism, key,
                                 &session->sign);
        state_leave();
    }
    return debug_result(__func__, result);
}

/*
 * Whether the call is answered with the signature's length alone, because the program asked for
 * that or because its buffer is too small. If so, *result is the answer, and the operation goes on.
 */
static bool is_length_question(const struct operation *operation, const void *signature,
                               CK_ULONG *length, CK_RV *result)
{
    if (signature != NULL && *length >= operation->output_max)
        return false;
    *result = signature == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
    *length = operation->output_max;
    return true;
}

/* Has the signer sign. Called without the state's mutex, on an operation that was taken. */
static CK_RV finish(struct operation *operation, const void *data, size_t length,
                    CK_BYTE *signature, CK_ULONG *signature_length)
{
    uint8_t answer[OPERATION_OUTPUT_MAX];
    size_t answer_length = sizeof answer;

    if (length < operation->input_min || length > operation->input_max)
        return CKR_DATA_LEN_RANGE;
    operation->request.payload = data;
    operation->request.payload_length = length;
    CK_RV result = signer_request(&operation->request, answer, &answer_length);
    if (result != CKR_OK)
        return result;
    if (answer_length != operation->output_max)
        return CKR_DEVICE_ERROR;
    memcpy(signature, answer, answer_length);
    *signature_length = answer_length;
    return CKR_OK;
}

/*
 * Takes the operation out of its session, so that it can be finished without the state's mutex,
 * unless the call is answered with the length alone. Called with the mutex held, when the other
 * arguments have been checked.
 */
static CK_RV take(struct operation *operation, const void *signature, CK_ULONG *length,
                  struct operation *taken)
{
    CK_RV result = CKR_OK;

    if (length == NULL) {
        operation_clear(operation);
        return CKR_ARGUMENTS_BAD;
    }
    if (!is_length_question(operation, signature, length, &result))
        *taken = operation_take(operation);
    return result;
}

CK_RV C_Sign(CK_SESSION_HANDLE handle, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
             CK_ULONG_PTR signature_length)
{
    struct session *session;
    struct operation taken = {0};
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    struct operation *operation = &session->sign;
    if (!operation->active) {
        result = CKR_OPERATION_NOT_INITIALIZED;
    } else if (operation->in_parts) {
        operation_clear(operation);
        result = CKR_OPERATION_ACTIVE;
    } else if (data == NULL && length > 0) {
        operation_clear(operation);
        result = CKR_ARGUMENTS_BAD;
    } else {
        result = take(operation, signature, signature_length, &taken);
    }
    state_leave();
    if (taken.active)
        result = finish(&taken, data, length, signature, signature_length);
    operation_clear(&taken);
    return debug_result(__func__, result);
}

CK_RV C_SignUpdate(CK_SESSION_HANDLE handle, CK_BYTE_PTR part, CK_ULONG length)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    struct operation *operation = &session->sign;
    if (!operation->active) {
        result = CKR_OPERATION_NOT_INITIALIZED;
    } else {
        result = part == NULL && length > 0 ? CKR_ARGUMENTS_BAD
                                            : operation_append(operation, part, length);
        operation->in_parts = true;
        if (result != CKR_OK)
            operation_clear(operation);
    }
    state_leave();
    return debug_result(__func__, result);
}

CK_RV C_SignFinal(CK_SESSION_HANDLE handle, CK_BYTE_PTR signature, CK_ULONG_PTR signature_length)
{
    struct session *session;
    struct operation taken = {0};
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    result = session->sign.active ? take(&session->sign, signature, signature_length, &taken)
                                  : CKR_OPERATION_NOT_INITIALIZED;
    state_leave();
    if (taken.active)
        result = finish(&taken, taken.data, taken.length, signature, signature_length);
    operation_clear(&taken);
    return debug_result(__func__, result);
}
