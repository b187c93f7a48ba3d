/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

/* What every function answers before C_Initialize and without a session, and what is not done. */

static CK_SESSION_HANDLE session = TOKEN_UNKNOWN_SESSION;

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "1", "--without-keys");
    return 0;
}

static int open_session(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    session = token_open_read_write();
    return 0;
}

static int close_session(void **state)
{
    session = TOKEN_UNKNOWN_SESSION;
    return token_finalize(state);
}

static void used_functions_need_initialization(void **state)
{
    (void)state;
    assert_ck(p11->C_Finalize(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetInfo(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetSlotList(0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetSlotInfo(TOKEN_SLOT, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetMechanismList(TOKEN_SLOT, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_InitToken(TOKEN_SLOT, NULL, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_OpenSession(TOKEN_SLOT, 0, NULL, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_CloseSession(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_CloseAllSessions(TOKEN_SLOT), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetSessionInfo(session, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Login(session, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Logout(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DestroyObject(session, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetObjectSize(session, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetAttributeValue(session, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_FindObjects(session, NULL, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Decrypt(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Sign(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignUpdate(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignFinal(session, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DeriveKey(session, NULL, 0, NULL, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_WaitForSlotEvent(0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_LoginUser(session, 0, NULL, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SessionCancel(session, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void unsupported_functions_need_initialization_too(void **state)
{
    (void)state;
    assert_ck(p11->C_InitPIN(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SetPIN(session, NULL, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetOperationState(session, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SetOperationState(session, NULL, 0, 0, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_CreateObject(session, NULL, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_CopyObject(session, 0, NULL, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SetAttributeValue(session, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_EncryptInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Encrypt(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_EncryptUpdate(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_EncryptFinal(session, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptUpdate(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptFinal(session, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DigestInit(session, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Digest(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DigestUpdate(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DigestKey(session, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DigestFinal(session, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignRecoverInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignRecover(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_Verify(session, NULL, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyUpdate(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyFinal(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyRecoverInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyRecover(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DigestEncryptUpdate(session, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptDigestUpdate(session, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignEncryptUpdate(session, NULL, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptVerifyUpdate(session, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GenerateKey(session, NULL, NULL, 0, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GenerateKeyPair(session, NULL, NULL, 0, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_WrapKey(session, NULL, 0, 0, NULL, NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_UnwrapKey(session, NULL, 0, NULL, 0, NULL, 0, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SeedRandom(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GenerateRandom(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_GetFunctionStatus(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_CancelFunction(session), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void message_functions_need_initialization_too(void **state)
{
    (void)state;
    assert_ck(p11->C_MessageEncryptInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_EncryptMessage(session, NULL, 0, NULL, 0, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_EncryptMessageBegin(session, NULL, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_EncryptMessageNext(session, NULL, 0, NULL, 0, NULL, NULL, 0),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageEncryptFinal(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageDecryptInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptMessage(session, NULL, 0, NULL, 0, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptMessageBegin(session, NULL, 0, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptMessageNext(session, NULL, 0, NULL, 0, NULL, NULL, 0),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageDecryptFinal(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageSignInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignMessage(session, NULL, 0, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignMessageBegin(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_SignMessageNext(session, NULL, 0, NULL, 0, NULL, NULL),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageSignFinal(session), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageVerifyInit(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyMessage(session, NULL, 0, NULL, 0, NULL, 0),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyMessageBegin(session, NULL, 0), CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_VerifyMessageNext(session, NULL, 0, NULL, 0, NULL, 0),
              CKR_CRYPTOKI_NOT_INITIALIZED);
    assert_ck(p11->C_MessageVerifyFinal(session), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void functions_need_initialization_after_finalize(void **state)
{
    (void)state;
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    used_functions_need_initialization(state);
    unsupported_functions_need_initialization_too(state);
    message_functions_need_initialization_too(state);
}

static void every_function_of_a_session_needs_a_session(void **state)
{
    (void)state;
    session = TOKEN_UNKNOWN_SESSION;
    assert_ck(p11->C_InitPIN(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SetPIN(session, NULL, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_CloseSession(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetSessionInfo(session, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetOperationState(session, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SetOperationState(session, NULL, 0, 0, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Login(session, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Logout(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_CreateObject(session, NULL, 0, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_CopyObject(session, 0, NULL, 0, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DestroyObject(session, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetObjectSize(session, 0, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetAttributeValue(session, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SetAttributeValue(session, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_FindObjects(session, NULL, 0, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_EncryptInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Encrypt(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_EncryptUpdate(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_EncryptFinal(session, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Decrypt(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptUpdate(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptFinal(session, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DigestInit(session, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Digest(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DigestUpdate(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DigestKey(session, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DigestFinal(session, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Sign(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignUpdate(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignFinal(session, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignRecoverInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignRecover(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_Verify(session, NULL, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyUpdate(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyFinal(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyRecoverInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyRecover(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DigestEncryptUpdate(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptDigestUpdate(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignEncryptUpdate(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptVerifyUpdate(session, NULL, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GenerateKey(session, NULL, NULL, 0, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GenerateKeyPair(session, NULL, NULL, 0, NULL, 0, NULL, NULL),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_WrapKey(session, NULL, 0, 0, NULL, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_UnwrapKey(session, NULL, 0, NULL, 0, NULL, 0, NULL),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DeriveKey(session, NULL, 0, NULL, 0, NULL), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SeedRandom(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GenerateRandom(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetFunctionStatus(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_CancelFunction(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_LoginUser(session, 0, NULL, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SessionCancel(session, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageEncryptInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_EncryptMessage(session, NULL, 0, NULL, 0, NULL, 0, NULL, NULL),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_EncryptMessageBegin(session, NULL, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_EncryptMessageNext(session, NULL, 0, NULL, 0, NULL, NULL, 0),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageEncryptFinal(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageDecryptInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptMessage(session, NULL, 0, NULL, 0, NULL, 0, NULL, NULL),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptMessageBegin(session, NULL, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_DecryptMessageNext(session, NULL, 0, NULL, 0, NULL, NULL, 0),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageDecryptFinal(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageSignInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignMessage(session, NULL, 0, NULL, 0, NULL, NULL),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignMessageBegin(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_SignMessageNext(session, NULL, 0, NULL, 0, NULL, NULL),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageSignFinal(session), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageVerifyInit(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyMessage(session, NULL, 0, NULL, 0, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyMessageBegin(session, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_VerifyMessageNext(session, NULL, 0, NULL, 0, NULL, 0),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_MessageVerifyFinal(session), CKR_SESSION_HANDLE_INVALID);
    session = CK_INVALID_HANDLE;
    assert_ck(p11->C_GetSessionInfo(session, NULL), CKR_SESSION_HANDLE_INVALID);
    session = TOKEN_UNKNOWN_SESSION;
}

static void what_would_write_is_refused_as_write_protected(void **state)
{
    (void)state;
    assert_ck(p11->C_InitPIN(session, NULL, 0), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_SetPIN(session, NULL, 0, NULL, 0), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_CreateObject(session, NULL, 0, NULL), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_CopyObject(session, 0, NULL, 0, NULL), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_SetAttributeValue(session, 0, NULL, 0), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_GenerateKey(session, NULL, NULL, 0, NULL), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_GenerateKeyPair(session, NULL, NULL, 0, NULL, 0, NULL, NULL),
              CKR_TOKEN_WRITE_PROTECTED);
}

static void token_objects_can_not_be_destroyed(void **state)
{
    CK_OBJECT_HANDLE object = token_object(session, CKO_CERTIFICATE, "valuxtest");

    (void)state;
    assert_int_not_equal(object, CK_INVALID_HANDLE);
    assert_ck(p11->C_DestroyObject(session, object), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_DestroyObject(session, TOKEN_UNKNOWN_OBJECT), CKR_OBJECT_HANDLE_INVALID);
    assert_ck(p11->C_DestroyObject(session, CK_INVALID_HANDLE), CKR_OBJECT_HANDLE_INVALID);
}

static void other_cryptography_is_not_supported(void **state)
{
    (void)state;
    assert_ck(p11->C_GetOperationState(session, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SetOperationState(session, NULL, 0, 0, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_EncryptInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_Encrypt(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_EncryptUpdate(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_EncryptFinal(session, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptUpdate(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptFinal(session, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DigestInit(session, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_Digest(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DigestUpdate(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DigestKey(session, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DigestFinal(session, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SignRecoverInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SignRecover(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_Verify(session, NULL, 0, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyUpdate(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyFinal(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyRecoverInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyRecover(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DigestEncryptUpdate(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptDigestUpdate(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SignEncryptUpdate(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptVerifyUpdate(session, NULL, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_WrapKey(session, NULL, 0, 0, NULL, NULL), CKR_FUNCTION_NOT_SUPPORTED);
}

static void messages_of_version_3_0_are_not_supported(void **state)
{
    (void)state;
    assert_ck(p11->C_MessageEncryptInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_EncryptMessage(session, NULL, 0, NULL, 0, NULL, 0, NULL, NULL),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_EncryptMessageBegin(session, NULL, 0, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_EncryptMessageNext(session, NULL, 0, NULL, 0, NULL, NULL, 0),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageEncryptFinal(session), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageDecryptInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptMessage(session, NULL, 0, NULL, 0, NULL, 0, NULL, NULL),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptMessageBegin(session, NULL, 0, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_DecryptMessageNext(session, NULL, 0, NULL, 0, NULL, NULL, 0),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageDecryptFinal(session), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageSignInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SignMessage(session, NULL, 0, NULL, 0, NULL, NULL),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SignMessageBegin(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_SignMessageNext(session, NULL, 0, NULL, 0, NULL, NULL),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageSignFinal(session), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageVerifyInit(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyMessage(session, NULL, 0, NULL, 0, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyMessageBegin(session, NULL, 0), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_VerifyMessageNext(session, NULL, 0, NULL, 0, NULL, 0),
              CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_MessageVerifyFinal(session), CKR_FUNCTION_NOT_SUPPORTED);
}

static void there_is_no_random_generator(void **state)
{
    (void)state;
    assert_ck(p11->C_SeedRandom(session, NULL, 0), CKR_RANDOM_NO_RNG);
    assert_ck(p11->C_GenerateRandom(session, NULL, 0), CKR_RANDOM_NO_RNG);
}

static void nothing_runs_in_parallel(void **state)
{
    (void)state;
    assert_ck(p11->C_GetFunctionStatus(session), CKR_FUNCTION_NOT_PARALLEL);
    assert_ck(p11->C_CancelFunction(session), CKR_FUNCTION_NOT_PARALLEL);
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, open_session, close_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(used_functions_need_initialization),
        cmocka_unit_test(unsupported_functions_need_initialization_too),
        cmocka_unit_test(message_functions_need_initialization_too),
        cmocka_unit_test(functions_need_initialization_after_finalize),
        with_session(every_function_of_a_session_needs_a_session),
        with_session(what_would_write_is_refused_as_write_protected),
        with_session(token_objects_can_not_be_destroyed),
        with_session(other_cryptography_is_not_supported),
        with_session(messages_of_version_3_0_are_not_supported),
        with_session(there_is_no_random_generator),
        with_session(nothing_runs_in_parallel),
    };

    return cmocka_run_group_tests_name("refusal", tests, make, token_unload);
}
