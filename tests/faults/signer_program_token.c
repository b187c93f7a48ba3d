/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_program.h"

#include <string.h>
#include <time.h>

CK_FUNCTION_LIST *program_module;
static CK_SESSION_HANDLE session;

static const CK_BYTE digest[32] = "a digest of thirty-two bytes....";

long program_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

CK_RV program_open_session(CK_SESSION_HANDLE *opened)
{
    CK_SLOT_ID slot;
    CK_ULONG count = 1;
    CK_RV rv = program_module->C_GetSlotList(CK_TRUE, &slot, &count);

    return rv != CKR_OK
               ? rv
               : program_module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, opened);
}

CK_RV program_initialize(void)
{
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    CK_RV rv = program_module->C_Initialize(&arguments);

    return rv != CKR_OK ? rv : program_open_session(&session);
}

CK_RV program_find_key(CK_SESSION_HANDLE in, const char *label, CK_OBJECT_HANDLE *key,
                       CK_KEY_TYPE *type)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class},
                             {CKA_LABEL, (void *)label, strlen(label)}};
    CK_ATTRIBUTE got = {CKA_KEY_TYPE, type, sizeof *type};
    CK_ULONG count = 0;
    CK_RV rv = program_module->C_FindObjectsInit(in, wanted, 2);

    if (rv != CKR_OK)
        return rv;
    rv = program_module->C_FindObjects(in, key, 1, &count);
    program_module->C_FindObjectsFinal(in);
    if (rv != CKR_OK || count == 0)
        return rv != CKR_OK ? rv : CKR_KEY_HANDLE_INVALID;
    return program_module->C_GetAttributeValue(in, *key, &got, 1);
}

CK_RV program_sign_with(CK_SESSION_HANDLE in, CK_OBJECT_HANDLE key, CK_KEY_TYPE type,
                        CK_BYTE *signature, CK_ULONG *length)
{
    CK_MECHANISM mechanism = {type == CKK_RSA ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0};
    CK_RV rv = program_module->C_SignInit(in, &mechanism, key);

    return rv != CKR_OK
               ? rv
               : program_module->C_Sign(in, (CK_BYTE *)digest, sizeof digest, signature, length);
}

CK_RV program_sign(const char *label, CK_BYTE *signature, CK_ULONG *length)
{
    CK_OBJECT_HANDLE key;
    CK_KEY_TYPE type;
    CK_RV rv = program_find_key(session, label, &key, &type);

    return rv != CKR_OK ? rv : program_sign_with(session, key, type, signature, length);
}
