/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <string.h>

#include <pkcs11.h>

#include "general.h"
#include "token/debug.h"

#define EXPORTED __attribute__((visibility("default")))
#define INTERFACE_COUNT 2

static CK_CHAR interface_name[] = "PKCS 11";

/*
 * NSS's header pkcs11f.h names all functions in the order of the standard's structures, each in a
 * macro. It is included once for each list.
 */
#define CK_PKCS11_3_0 1
#define CK_PKCS11_FUNCTION_INFO(name) name,
static CK_FUNCTION_LIST_3_0 functions_3_0 = {
    {3, 0},
#include <pkcs11f.h>
};

#define CK_PKCS11_2_0_ONLY 1
#define C_GetInfo general_get_info_2_40
static CK_FUNCTION_LIST functions_2_40 = {
    {2, 40},
#include <pkcs11f.h>
};
#undef C_GetInfo

/*
 * Neither interface has CKF_INTERFACE_FORK_SAFE: it would promise that a forked child can go on
 * with its parent's sessions (PKCS#11 3.0, 3.7). Here the child has to call C_Initialize.
 */
static CK_INTERFACE interfaces[INTERFACE_COUNT] = {
    {interface_name, &functions_3_0, 0},
    {interface_name, &functions_2_40, 0},
};

EXPORTED CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list)
{
    if (list == NULL)
        return debug_result(__func__, CKR_ARGUMENTS_BAD);
    *list = &functions_2_40;
    return debug_result(__func__, CKR_OK);
}

EXPORTED CK_RV C_GetInterfaceList(CK_INTERFACE_PTR list, CK_ULONG_PTR count)
{
    if (count == NULL)
        return debug_result(__func__, CKR_ARGUMENTS_BAD);
    CK_ULONG room = *count;
    *count = INTERFACE_COUNT;
    if (list == NULL)
        return debug_result(__func__, CKR_OK);
    if (room < INTERFACE_COUNT)
        return debug_result(__func__, CKR_BUFFER_TOO_SMALL);
    memcpy(list, interfaces, sizeof interfaces);
    return debug_result(__func__, CKR_OK);
}

EXPORTED CK_RV C_GetInterface(CK_UTF8CHAR_PTR name, CK_VERSION_PTR version,
                              CK_INTERFACE_PTR_PTR found, CK_FLAGS flags)
{
    if (found == NULL)
        return debug_result(__func__, CKR_ARGUMENTS_BAD);
    for (size_t i = 0; i < INTERFACE_COUNT; i++) {
        const CK_VERSION *offered = interfaces[i].pFunctionList;
        if ((name == NULL || strcmp((const char *)name, (const char *)interface_name) == 0) &&
            (version == NULL ||
             (version->major == offered->major && version->minor == offered->minor)) &&
            (flags & ~interfaces[i].flags) == 0) {
            *found = &interfaces[i];
            return debug_result(__func__, CKR_OK);
        }
    }
    return debug_result(__func__, CKR_ARGUMENTS_BAD);
}
