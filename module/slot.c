/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <string.h>

#include "slot.h"
#include "text_field.h"
#include "token/debug.h"
#include "token/session_table.h"
#include "token/state.h"
#include "token/view.h"

#define MANUFACTURER "VALUX for NSS"
#define PIN_LENGTH_MAX 255

CK_RV C_GetSlotList(CK_BBOOL token_present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count)
{
    CK_RV result = state_enter();

    (void)token_present;
    if (result != CKR_OK)
        return debug_result(__func__, result);
    state_leave();
    if (count == NULL)
        return debug_result(__func__, CKR_ARGUMENTS_BAD);
    if (slots != NULL && *count < 1)
        result = CKR_BUFFER_TOO_SMALL;
    else if (slots != NULL)
        slots[0] = SLOT_ID;
    *count = 1;
    return debug_result(__func__, result);
}

static CK_RV check_slot(CK_SLOT_ID slot, const void *info)
{
    if (slot != SLOT_ID)
        return CKR_SLOT_ID_INVALID;
    return info == NULL ? CKR_ARGUMENTS_BAD : CKR_OK;
}

CK_RV C_GetSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO_PTR info)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = check_slot(slot, info);
    }
    if (result == CKR_OK) {
        memset(info, 0, sizeof *info);
        text_field_set(info->slotDescription, sizeof info->slotDescription,
                       "VALUX client certificates");
        text_field_set(info->manufacturerID, sizeof info->manufacturerID, MANUFACTURER);
        /* Not CKF_HW_SLOT: NSS would keep a cache of the objects, and would not see changes. */
        info->flags = CKF_TOKEN_PRESENT | CKF_REMOVABLE_DEVICE;
        info->firmwareVersion = (CK_VERSION){VALUX_VERSION_MAJOR, VALUX_VERSION_MINOR};
    }
    return debug_result(__func__, result);
}

static void fill_token_info(CK_TOKEN_INFO *info)
{
    memset(info, 0, sizeof *info);
    text_field_set(info->label, sizeof info->label, "VALUX");
    text_field_set(info->manufacturerID, sizeof info->manufacturerID, MANUFACTURER);
    text_field_set(info->model, sizeof info->model, "VALUX");
    text_field_set(info->serialNumber, sizeof info->serialNumber, "1");
    text_field_set(info->utcTime, sizeof info->utcTime, "");
    info->flags = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED | CKF_WRITE_PROTECTED;
    info->ulMaxSessionCount = SESSION_MAX;
    info->ulMaxRwSessionCount = SESSION_MAX;
    session_count(&info->ulSessionCount, &info->ulRwSessionCount);
    info->ulMaxPinLen = PIN_LENGTH_MAX;
    info->ulTotalPublicMemory = CK_UNAVAILABLE_INFORMATION;
    info->ulFreePublicMemory = CK_UNAVAILABLE_INFORMATION;
    info->ulTotalPrivateMemory = CK_UNAVAILABLE_INFORMATION;
    info->ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION;
    info->firmwareVersion = (CK_VERSION){VALUX_VERSION_MAJOR, VALUX_VERSION_MINOR};
}

CK_RV C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        result = check_slot(slot, info);
        if (result == CKR_OK) {
            view_refresh();
            fill_token_info(info);
        }
        state_leave();
    }
    return debug_result(__func__, result);
}

CK_RV C_InitToken(CK_SLOT_ID slot, CK_UTF8CHAR_PTR pin, CK_ULONG pin_length, CK_UTF8CHAR_PTR label)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = check_slot(slot, label);
    }
    if (result == CKR_OK)
        result = pin == NULL && pin_length > 0 ? CKR_ARGUMENTS_BAD : CKR_TOKEN_WRITE_PROTECTED;
    return debug_result(__func__, result);
}

/* The slot and its token are always there, so there is never an event to wait for. */
CK_RV C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID_PTR slot, CK_VOID_PTR reserved)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        if (slot == NULL || reserved != NULL)
            result = CKR_ARGUMENTS_BAD;
        else
            result = (flags & CKF_DONT_BLOCK) != 0 ? CKR_NO_EVENT : CKR_FUNCTION_NOT_SUPPORTED;
    }
    return debug_result(__func__, result);
}
