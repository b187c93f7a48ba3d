/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <string.h>

#include "signer_request.h"
#include "token/debug.h"
#include "token/mechanism.h"
#include "token/session_table.h"
#include "token/state.h"

CK_RV C_DecryptInit(CK_SESSION_HANDLE handle, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = mechanism_start(mechanism_begin_decrypt, CKF_DECRYPT, CKA_DECRYPT, mechanism, key,
                                 &session->decrypt);
        state_leave();
    }
    return debug_result(__func__, result);
}

/*
 * Has the signer decrypt. Called without the state's mutex. The operation's data, which is the OAEP
 * label before, is the plaintext afterwards.
 */
static CK_RV ask_signer(struct operation *operation, const CK_BYTE *ciphertext, size_t length)
{
    uint8_t answer[OPERATION_OUTPUT_MAX];
    size_t answer_length = sizeof answer;

    if (length < operation->input_min || length > operation->input_max)
        return CKR_ENCRYPTED_DATA_LEN_RANGE;
    CK_RV result = operation_append(operation, ciphertext, length);
    if (result != CKR_OK)
        return result;
    operation->request.payload = operation->data;
    operation->request.payload_length = operation->length;
    result = signer_request(&operation->request, answer, &answer_length);
    if (result == CKR_OK && answer_length > operation->output_max)
        result = CKR_DEVICE_ERROR;
    if (result == CKR_OK) {
        operation->length = 0;
        result = operation_append(operation, answer, answer_length);
        operation->answered = true;
        operation->output_max = answer_length;
    }
    explicit_bzero(answer, sizeof answer);
    return result;
}

/* Writes the plaintext and its length; where there is no room for it, the length alone. */
static CK_RV hand_out(const struct operation *operation, CK_BYTE *plaintext, CK_ULONG *length)
{
    CK_ULONG room = *length;

    *length = operation->output_max;
    if (plaintext == NULL)
        return CKR_OK;
    if (room < operation->output_max)
        return CKR_BUFFER_TOO_SMALL;
    if (operation->length > 0)
        memcpy(plaintext, operation->data, operation->length);
    return CKR_OK;
}

/*
 * Puts an operation back whose plaintext did not fit, so that the program can call again with a
 * larger buffer. Its session may have been closed meanwhile; the caller then clears the operation.
 */
static void put_back(CK_SESSION_HANDLE handle, struct operation *operation)
{
    struct session *session;

    if (session_enter(handle, &session) != CKR_OK)
        return;
    if (!session->decrypt.active)
        session->decrypt = operation_take(operation);
    state_leave();
}

CK_RV C_Decrypt(CK_SESSION_HANDLE handle, CK_BYTE_PTR ciphertext, CK_ULONG length,
                CK_BYTE_PTR plaintext, CK_ULONG_PTR plaintext_length)
{
    struct session *session;
    struct operation taken = {0};
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    struct operation *operation = &session->decrypt;
    if (!operation->active) {
        result = CKR_OPERATION_NOT_INITIALIZED;
    } else if (plaintext_length == NULL || (ciphertext == NULL && length > 0)) {
        operation_clear(operation);
        result = CKR_ARGUMENTS_BAD;
    } else if (plaintext == NULL) {
        *plaintext_length = operation->output_max;
    } else {
        taken = operation_take(operation);
    }
    state_leave();
    if (taken.active) {
        if (!taken.answered)
            result = ask_signer(&taken, ciphertext, length);
        if (result == CKR_OK)
            result = hand_out(&taken, plaintext, plaintext_length);
        if (result == CKR_BUFFER_TOO_SMALL)
            put_back(handle, &taken);
    }
    operation_clear(&taken);
    return debug_result(__func__, result);
}
