/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* The functions that do nothing here but refuse. */
#include "refuse.h"

/* There is no parallel execution and no random generator (PKCS#11 3.0, 5.19 and 5.20). */
REFUSE(C_SeedRandom, CKR_RANDOM_NO_RNG, CK_BYTE_PTR seed, CK_ULONG seed_length)
REFUSE(C_GenerateRandom, CKR_RANDOM_NO_RNG, CK_BYTE_PTR random_data, CK_ULONG random_length)
REFUSE(C_GetFunctionStatus, CKR_FUNCTION_NOT_PARALLEL)
REFUSE(C_CancelFunction, CKR_FUNCTION_NOT_PARALLEL)

REFUSE(C_GetOperationState, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR operation_state,
       CK_ULONG_PTR operation_state_length)
REFUSE(C_SetOperationState, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR operation_state,
       CK_ULONG operation_state_length, CK_OBJECT_HANDLE encryption_key,
       CK_OBJECT_HANDLE authentication_key)
REFUSE(C_EncryptInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
REFUSE(C_Encrypt, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR data, CK_ULONG data_length,
       CK_BYTE_PTR encrypted_data, CK_ULONG_PTR encrypted_data_length)
REFUSE(C_EncryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR part, CK_ULONG part_length,
       CK_BYTE_PTR encrypted_part, CK_ULONG_PTR encrypted_part_length)
REFUSE(C_EncryptFinal, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR last_encrypted_part,
       CK_ULONG_PTR last_encrypted_part_length)
REFUSE(C_DecryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR encrypted_part,
       CK_ULONG encrypted_part_length, CK_BYTE_PTR part, CK_ULONG_PTR part_length)
REFUSE(C_DecryptFinal, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR last_part,
       CK_ULONG_PTR last_part_length)
REFUSE(C_DigestInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism)
REFUSE(C_Digest, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR data, CK_ULONG data_length,
       CK_BYTE_PTR digest, CK_ULONG_PTR digest_length)
REFUSE(C_DigestUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR part, CK_ULONG part_length)
REFUSE(C_DigestKey, CKR_FUNCTION_NOT_SUPPORTED, CK_OBJECT_HANDLE key)
REFUSE(C_DigestFinal, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR digest, CK_ULONG_PTR digest_length)
REFUSE(C_SignRecoverInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE key)
REFUSE(C_SignRecover, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR data, CK_ULONG data_length,
       CK_BYTE_PTR signature, CK_ULONG_PTR signature_length)
REFUSE(C_VerifyInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
REFUSE(C_Verify, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR data, CK_ULONG data_length,
       CK_BYTE_PTR signature, CK_ULONG signature_length)
REFUSE(C_VerifyUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR part, CK_ULONG part_length)
REFUSE(C_VerifyFinal, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR signature, CK_ULONG signature_length)
REFUSE(C_VerifyRecoverInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE key)
REFUSE(C_VerifyRecover, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR signature,
       CK_ULONG signature_length, CK_BYTE_PTR data, CK_ULONG_PTR data_length)
REFUSE(C_DigestEncryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR part, CK_ULONG part_length,
       CK_BYTE_PTR encrypted_part, CK_ULONG_PTR encrypted_part_length)
REFUSE(C_DecryptDigestUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR encrypted_part,
       CK_ULONG encrypted_part_length, CK_BYTE_PTR part, CK_ULONG_PTR part_length)
REFUSE(C_SignEncryptUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR part, CK_ULONG part_length,
       CK_BYTE_PTR encrypted_part, CK_ULONG_PTR encrypted_part_length)
REFUSE(C_DecryptVerifyUpdate, CKR_FUNCTION_NOT_SUPPORTED, CK_BYTE_PTR encrypted_part,
       CK_ULONG encrypted_part_length, CK_BYTE_PTR part, CK_ULONG_PTR part_length)
REFUSE(C_WrapKey, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE wrapping_key, CK_OBJECT_HANDLE key, CK_BYTE_PTR wrapped_key,
       CK_ULONG_PTR wrapped_key_length)
REFUSE(C_MessageEncryptInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE key)
REFUSE(C_EncryptMessage, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR associated_data, CK_ULONG associated_data_length,
       CK_BYTE_PTR plaintext, CK_ULONG plaintext_length, CK_BYTE_PTR ciphertext,
       CK_ULONG_PTR ciphertext_length)
REFUSE(C_EncryptMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR associated_data, CK_ULONG associated_data_length)
REFUSE(C_EncryptMessageNext, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR plaintext_part, CK_ULONG plaintext_part_length,
       CK_BYTE_PTR ciphertext_part, CK_ULONG_PTR ciphertext_part_length, CK_FLAGS flags)
REFUSE(C_MessageEncryptFinal, CKR_FUNCTION_NOT_SUPPORTED)
REFUSE(C_MessageDecryptInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE key)
REFUSE(C_DecryptMessage, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR associated_data, CK_ULONG associated_data_length,
       CK_BYTE_PTR ciphertext, CK_ULONG ciphertext_length, CK_BYTE_PTR plaintext,
       CK_ULONG_PTR plaintext_length)
REFUSE(C_DecryptMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR associated_data, CK_ULONG associated_data_length)
REFUSE(C_DecryptMessageNext, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR ciphertext_part, CK_ULONG ciphertext_part_length,
       CK_BYTE_PTR plaintext_part, CK_ULONG_PTR plaintext_part_length, CK_FLAGS flags)
REFUSE(C_MessageDecryptFinal, CKR_FUNCTION_NOT_SUPPORTED)
REFUSE(C_MessageSignInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE key)
REFUSE(C_SignMessage, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter, CK_ULONG parameter_length,
       CK_BYTE_PTR data, CK_ULONG data_length, CK_BYTE_PTR signature, CK_ULONG_PTR signature_length)
REFUSE(C_SignMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length)
REFUSE(C_SignMessageNext, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR data, CK_ULONG data_length, CK_BYTE_PTR signature,
       CK_ULONG_PTR signature_length)
REFUSE(C_MessageSignFinal, CKR_FUNCTION_NOT_SUPPORTED)
REFUSE(C_MessageVerifyInit, CKR_FUNCTION_NOT_SUPPORTED, CK_MECHANISM_PTR mechanism,
       CK_OBJECT_HANDLE key)
REFUSE(C_VerifyMessage, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR data, CK_ULONG data_length, CK_BYTE_PTR signature,
       CK_ULONG signature_length)
REFUSE(C_VerifyMessageBegin, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length)
REFUSE(C_VerifyMessageNext, CKR_FUNCTION_NOT_SUPPORTED, CK_VOID_PTR parameter,
       CK_ULONG parameter_length, CK_BYTE_PTR data, CK_ULONG data_length, CK_BYTE_PTR signature,
       CK_ULONG signature_length)
REFUSE(C_MessageVerifyFinal, CKR_FUNCTION_NOT_SUPPORTED)
