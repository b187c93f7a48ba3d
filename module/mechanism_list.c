/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>

#include "slot.h"
#include "token/debug.h"
#include "token/mechanism_table.h"
#include "token/state.h"

#define EC_FLAGS (CKF_EC_F_P | CKF_EC_NAMEDCURVE | CKF_EC_UNCOMPRESS)

static CK_RV list_mechanisms(CK_SLOT_ID slot, CK_MECHANISM_TYPE *list, CK_ULONG *count)
{
    CK_ULONG room;

    if (slot != SLOT_ID)
        return CKR_SLOT_ID_INVALID;
    if (count == NULL)
        return CKR_ARGUMENTS_BAD;
    room = *count;
    *count = mechanism_list(NULL);
    if (list == NULL)
        return CKR_OK;
    if (room < *count)
        return CKR_BUFFER_TOO_SMALL;
    (void)mechanism_list(list);
    return CKR_OK;
}

CK_RV C_GetMechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR list, CK_ULONG_PTR count)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = list_mechanisms(slot, list, count);
    }
    return debug_result(__func__, result);
}

/*
 * Java's SunPKCS11 uses CKM_RSA_PKCS_PSS only if the token knows the digest of the signature, which
 * it asks for as a mechanism. So digests are described here. They have no flags and are not in the
 * list of mechanisms, since no function takes them alone.
 */
static bool describe_digest(CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
    if (mechanism_digest_find(type) == NULL)
        return false;
    *info = (CK_MECHANISM_INFO){0};
    return true;
}

static CK_RV describe(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info)
{
    const struct mechanism *mechanism = mechanism_find(type);

    if (slot != SLOT_ID)
        return CKR_SLOT_ID_INVALID;
    if (info == NULL)
        return CKR_ARGUMENTS_BAD;
    if (mechanism == NULL && !describe_digest(type, info))
        return CKR_MECHANISM_INVALID;
    if (mechanism == NULL)
        return CKR_OK;
    if (mechanism->key_type == CKK_RSA)
        *info = (CK_MECHANISM_INFO){MECHANISM_RSA_MIN, MECHANISM_RSA_MAX, mechanism->flags};
    else if (mechanism->key_type == CKK_EC)
        *info =
            (CK_MECHANISM_INFO){MECHANISM_EC_MIN, MECHANISM_EC_MAX, mechanism->flags | EC_FLAGS};
    else
        *info = (CK_MECHANISM_INFO){MECHANISM_AES_MIN, MECHANISM_AES_MAX, mechanism->flags};
    return CKR_OK;
}

CK_RV C_GetMechanismInfo(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR info)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        state_leave();
        result = describe(slot, type, info);
    }
    return debug_result(__func__, result);
}
