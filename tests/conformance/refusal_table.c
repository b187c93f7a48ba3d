/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "refusal_table.h"

#include "token.h"

/* What C_Initialize and C_Finalize refuse: the standard's pReserved is not NULL in it. */
static CK_CHAR_PTR reserved;
static CK_C_INITIALIZE_ARGS bad_arguments = {.LibraryParameters = (void *)&reserved};

/* A row, and a function that makes its call; the arguments of the call are the last ones. */
#define ROW(function, session_first, before, answered, ...) \
    static CK_RV call_##function(CK_SESSION_HANDLE session) \
    {                                                       \
        (void)session;                                      \
        return p11->function(__VA_ARGS__);                  \
    }                                                       \
    static const struct refusal refusal_##function = {      \
        .name = #function,                                  \
        .call = call_##function,                            \
        .has_session = session_first,                       \
        .uninitialized = before,                            \
        .answer = answered,                                 \
    };

/* A function of a session; one that needs initialisation but no session; one that needs nothing. */
#define IN_SESSION(function, answer, ...) \
    ROW(function, true, CKR_CRYPTOKI_NOT_INITIALIZED, answer, __VA_ARGS__)
#define WITHOUT_SESSION(function, answer, ...) \
    ROW(function, false, CKR_CRYPTOKI_NOT_INITIALIZED, answer, __VA_ARGS__)
#define ALWAYS(function, answer, ...) ROW(function, false, answer, answer, __VA_ARGS__)

ALWAYS(C_Initialize, CKR_ARGUMENTS_BAD, &bad_arguments)
WITHOUT_SESSION(C_Finalize, CKR_ARGUMENTS_BAD, &bad_arguments)
WITHOUT_SESSION(C_GetInfo, CKR_ARGUMENTS_BAD, NULL)
ALWAYS(C_GetFunctionList, CKR_ARGUMENTS_BAD, NULL)
WITHOUT_SESSION(C_GetSlotList, CKR_ARGUMENTS_BAD, CK_FALSE, NULL, NULL)
WITHOUT_SESSION(C_GetSlotInfo, CKR_ARGUMENTS_BAD, TOKEN_SLOT, NULL)
WITHOUT_SESSION(C_GetTokenInfo, CKR_ARGUMENTS_BAD, TOKEN_SLOT, NULL)
WITHOUT_SESSION(C_GetMechanismList, CKR_ARGUMENTS_BAD, TOKEN_SLOT, NULL, NULL)
WITHOUT_SESSION(C_GetMechanismInfo, CKR_ARGUMENTS_BAD, TOKEN_SLOT, CKM_RSA_PKCS, NULL)
WITHOUT_SESSION(C_InitToken, CKR_ARGUMENTS_BAD, TOKEN_SLOT, NULL, 0, NULL)
IN_SESSION(C_InitPIN, CKR_TOKEN_WRITE_PROTECTED, session, NULL, 0)
IN_SESSION(C_SetPIN, CKR_TOKEN_WRITE_PROTECTED, session, NULL, 0, NULL, 0)
WITHOUT_SESSION(C_OpenSession, CKR_ARGUMENTS_BAD, TOKEN_SLOT, CKF_SERIAL_SESSION, NULL, NULL, NULL)
IN_SESSION(C_CloseSession, CKR_OK, session)
WITHOUT_SESSION(C_CloseAllSessions, CKR_OK, TOKEN_SLOT)
IN_SESSION(C_GetSessionInfo, CKR_ARGUMENTS_BAD, session, NULL)
IN_SESSION(C_GetOperationState, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, NULL)
IN_SESSION(C_SetOperationState, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, 0, 0)
IN_SESSION(C_Login, CKR_USER_TYPE_INVALID, session, 0, NULL, 0)
IN_SESSION(C_Logout, CKR_USER_NOT_LOGGED_IN, session)
IN_SESSION(C_CreateObject, CKR_TOKEN_WRITE_PROTECTED, session, NULL, 0, NULL)
IN_SESSION(C_CopyObject, CKR_TOKEN_WRITE_PROTECTED, session, 0, NULL, 0, NULL)
IN_SESSION(C_DestroyObject, CKR_OBJECT_HANDLE_INVALID, session, 0)
IN_SESSION(C_GetObjectSize, CKR_ARGUMENTS_BAD, session, 0, NULL)
IN_SESSION(C_GetAttributeValue, CKR_OBJECT_HANDLE_INVALID, session, 0, NULL, 0)
IN_SESSION(C_SetAttributeValue, CKR_TOKEN_WRITE_PROTECTED, session, 0, NULL, 0)
IN_SESSION(C_FindObjectsInit, CKR_ARGUMENTS_BAD, session, NULL, 1)
IN_SESSION(C_FindObjects, CKR_ARGUMENTS_BAD, session, NULL, 0, NULL)
IN_SESSION(C_FindObjectsFinal, CKR_OPERATION_NOT_INITIALIZED, session)
IN_SESSION(C_EncryptInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_Encrypt, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_EncryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_EncryptFinal, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, NULL)
IN_SESSION(C_DecryptInit, CKR_ARGUMENTS_BAD, session, NULL, 0)
IN_SESSION(C_Decrypt, CKR_OPERATION_NOT_INITIALIZED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_DecryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_DecryptFinal, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, NULL)
IN_SESSION(C_DigestInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL)
IN_SESSION(C_Digest, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_DigestUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_DigestKey, CKR_FUNCTION_NOT_SUPPORTED, session, 0)
IN_SESSION(C_DigestFinal, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, NULL)
IN_SESSION(C_SignInit, CKR_ARGUMENTS_BAD, session, NULL, 0)
IN_SESSION(C_Sign, CKR_OPERATION_NOT_INITIALIZED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_SignUpdate, CKR_OPERATION_NOT_INITIALIZED, session, NULL, 0)
IN_SESSION(C_SignFinal, CKR_OPERATION_NOT_INITIALIZED, session, NULL, NULL)
IN_SESSION(C_SignRecoverInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_SignRecover, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_VerifyInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_Verify, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0)
IN_SESSION(C_VerifyUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_VerifyFinal, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_VerifyRecoverInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_VerifyRecover, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_DigestEncryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_DecryptDigestUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_SignEncryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_DecryptVerifyUpdate, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, NULL)
IN_SESSION(C_GenerateKey, CKR_TOKEN_WRITE_PROTECTED, session, NULL, NULL, 0, NULL)
IN_SESSION(C_GenerateKeyPair, CKR_TOKEN_WRITE_PROTECTED, session, NULL, NULL, 0, NULL, 0, NULL,
           NULL)
IN_SESSION(C_WrapKey, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, 0, NULL, NULL)
IN_SESSION(C_UnwrapKey, CKR_ARGUMENTS_BAD, session, NULL, 0, NULL, 0, NULL, 0, NULL)
IN_SESSION(C_DeriveKey, CKR_ARGUMENTS_BAD, session, NULL, 0, NULL, 0, NULL)
IN_SESSION(C_SeedRandom, CKR_RANDOM_NO_RNG, session, NULL, 0)
IN_SESSION(C_GenerateRandom, CKR_RANDOM_NO_RNG, session, NULL, 0)
IN_SESSION(C_GetFunctionStatus, CKR_FUNCTION_NOT_PARALLEL, session)
IN_SESSION(C_CancelFunction, CKR_FUNCTION_NOT_PARALLEL, session)
WITHOUT_SESSION(C_WaitForSlotEvent, CKR_ARGUMENTS_BAD, 0, NULL, NULL)
ALWAYS(C_GetInterfaceList, CKR_ARGUMENTS_BAD, NULL, NULL)
ALWAYS(C_GetInterface, CKR_ARGUMENTS_BAD, NULL, NULL, NULL, 0)
IN_SESSION(C_LoginUser, CKR_USER_TYPE_INVALID, session, 0, NULL, 0, NULL, 0)
IN_SESSION(C_SessionCancel, CKR_OK, session, 0)
IN_SESSION(C_MessageEncryptInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_EncryptMessage, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, 0, NULL,
           NULL)
IN_SESSION(C_EncryptMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0)
IN_SESSION(C_EncryptMessageNext, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, NULL,
           0)
IN_SESSION(C_MessageEncryptFinal, CKR_FUNCTION_NOT_SUPPORTED, session)
IN_SESSION(C_MessageDecryptInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_DecryptMessage, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, 0, NULL,
           NULL)
IN_SESSION(C_DecryptMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0)
IN_SESSION(C_DecryptMessageNext, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, NULL,
           0)
IN_SESSION(C_MessageDecryptFinal, CKR_FUNCTION_NOT_SUPPORTED, session)
IN_SESSION(C_MessageSignInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_SignMessage, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, NULL)
IN_SESSION(C_SignMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_SignMessageNext, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, NULL)
IN_SESSION(C_MessageSignFinal, CKR_FUNCTION_NOT_SUPPORTED, session)
IN_SESSION(C_MessageVerifyInit, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_VerifyMessage, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, 0)
IN_SESSION(C_VerifyMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0)
IN_SESSION(C_VerifyMessageNext, CKR_FUNCTION_NOT_SUPPORTED, session, NULL, 0, NULL, 0, NULL, 0)
IN_SESSION(C_MessageVerifyFinal, CKR_FUNCTION_NOT_SUPPORTED, session)

/*
 * NSS's header names all functions of the standard, in its order, each in this macro. A function
 * that has no row above does not compile here.
 */
#define CK_PKCS11_3_0 1
#define CK_PKCS11_FUNCTION_INFO(name) &refusal_##name,
const struct refusal *const refusals[] = {
#include <pkcs11f.h>
};

_Static_assert(COUNT(refusals) == REFUSAL_COUNT, "the header names as many as the list has");
