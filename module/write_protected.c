/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* The functions that would write to the token (PKCS#11 3.0, 5.5 to 5.7 and 5.18). */
#include "refuse.h"

REFUSE(C_InitPIN, CKR_TOKEN_WRITE_PROTECTED, CK_UTF8CHAR_PTR pin, CK_ULONG pin_length)
REFUSE(C_SetPIN, CKR_TOKEN_WRITE_PROTECTED, CK_UTF8CHAR_PTR old_pin, CK_ULONG old_length,
       CK_UTF8CHAR_PTR new_pin, CK_ULONG new_length)
REFUSE(C_CreateObject, CKR_TOKEN_WRITE_PROTECTED, CK_ATTRIBUTE_PTR attributes, CK_ULONG count,
       CK_OBJECT_HANDLE_PTR object)
REFUSE(C_CopyObject, CKR_TOKEN_WRITE_PROTECTED, CK_OBJECT_HANDLE object,
       CK_ATTRIBUTE_PTR attributes, CK_ULONG count, CK_OBJECT_HANDLE_PTR new_object)
REFUSE(C_SetAttributeValue, CKR_TOKEN_WRITE_PROTECTED, CK_OBJECT_HANDLE object,
       CK_ATTRIBUTE_PTR attributes, CK_ULONG count)
REFUSE(C_GenerateKey, CKR_TOKEN_WRITE_PROTECTED, CK_MECHANISM_PTR mechanism,
       CK_ATTRIBUTE_PTR attributes, CK_ULONG count, CK_OBJECT_HANDLE_PTR key)
REFUSE(C_GenerateKeyPair, CKR_TOKEN_WRITE_PROTECTED, CK_MECHANISM_PTR mechanism,
       CK_ATTRIBUTE_PTR public_attributes, CK_ULONG public_count,
       CK_ATTRIBUTE_PTR private_attributes, CK_ULONG private_count, CK_OBJECT_HANDLE_PTR public_key,
       CK_OBJECT_HANDLE_PTR private_key)
