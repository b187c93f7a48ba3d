/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>
#include <string.h>

#include "general.h"
#include "text_field.h"
#include "token/debug.h"
#include "token/life_cycle.h"
#include "token/state.h"

#define MANUFACTURER "VALUX for NSS"
#define DESCRIPTION "VALUX client certificates"

/*
 * NSS's header has a member LibraryParameters where the standard has pReserved, and one more behind
 * it. That one must not be read: a program that was built with the standard's header has a shorter
 * structure.
 */
static CK_RV check_arguments(const CK_C_INITIALIZE_ARGS *arguments)
{
    if (arguments == NULL)
        return CKR_OK;
    if (arguments->LibraryParameters != NULL)
        return CKR_ARGUMENTS_BAD;
    bool some = arguments->CreateMutex != NULL || arguments->DestroyMutex != NULL ||
                arguments->LockMutex != NULL || arguments->UnlockMutex != NULL;
    bool all = arguments->CreateMutex != NULL && arguments->DestroyMutex != NULL &&
               arguments->LockMutex != NULL && arguments->UnlockMutex != NULL;
    if (some && !all)
        return CKR_ARGUMENTS_BAD;
    if (some && (arguments->flags & CKF_OS_LOCKING_OK) == 0)
        return CKR_CANT_LOCK;
    return CKR_OK;
}

CK_RV C_Initialize(CK_VOID_PTR init_args)
{
    CK_RV result = check_arguments(init_args);

    if (result == CKR_OK)
        result = life_cycle_initialize();
    return debug_result(__func__, result);
}

CK_RV C_Finalize(CK_VOID_PTR reserved)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = reserved != NULL ? CKR_ARGUMENTS_BAD : life_cycle_finalize();
    }
    return debug_result(__func__, result);
}

static CK_RV get_info(CK_INFO *info, CK_VERSION version)
{
    CK_RV result = state_enter();

    if (result != CKR_OK)
        return result;
    state_leave();
    if (info == NULL)
        return CKR_ARGUMENTS_BAD;
    memset(info, 0, sizeof *info);
    info->cryptokiVersion = version;
    text_field_set(info->manufacturerID, sizeof info->manufacturerID, MANUFACTURER);
    text_field_set(info->libraryDescription, sizeof info->libraryDescription, DESCRIPTION);
    info->libraryVersion = (CK_VERSION){VALUX_VERSION_MAJOR, VALUX_VERSION_MINOR};
    return CKR_OK;
}

CK_RV C_GetInfo(CK_INFO_PTR info)
{
    return debug_result(__func__, get_info(info, (CK_VERSION){3, 0}));
}

CK_RV general_get_info_2_40(CK_INFO_PTR info)
{
    return debug_result("C_GetInfo", get_info(info, (CK_VERSION){2, 40}));
}
