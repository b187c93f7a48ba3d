/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/module_trial.h"

#include <stdio.h>
#include <string.h>

#include <pkcs11.h>

#include "common/child.h"
#include "programs/module_trial_internal.h"
#include "programs/pkcs11_module.h"
#include "valux/find_programs.h"
#include "valux/program_registration.h"
#include "valux/signer_way.h"
#include "valux/text.h"

#define DEADLINE_SECONDS 60
#define SLOTS_MAX 64
#define OBJECTS_MAX 64 /* that one call of C_FindObjects gives */

struct session {
    const char *module_path;
    CK_FUNCTION_LIST *functions;
    CK_SESSION_HANDLE handle;
};

/* Whether the token's label, padded with blanks, is ours. */
static bool is_our_label(const CK_UTF8CHAR label[static 32])
{
    char ours[32];

    memset(ours, ' ', sizeof ours);
    memcpy(ours, VALUX_MODULE_NAME, strlen(VALUX_MODULE_NAME));
    return memcmp(label, ours, sizeof ours) == 0;
}

static bool find_slot(const struct session *session, CK_SLOT_ID *slot, bool *found,
                      struct valux_error *error)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;
    CK_TOKEN_INFO info;
    CK_RV value = session->functions->C_GetSlotList(CK_TRUE, slots, &count);

    *found = false;
    if (value != CKR_OK)
        return pkcs11_module_refused(session->module_path, "C_GetSlotList", value, error);
    for (CK_ULONG i = 0; i < count && !*found; i++) {
        value = session->functions->C_GetTokenInfo(slots[i], &info);
        if (value != CKR_OK)
            return pkcs11_module_refused(session->module_path, "C_GetTokenInfo", value, error);
        *found = is_our_label(info.label);
        *slot = slots[i];
    }
    return true;
}

/* Counts the objects of a class; *first becomes one of them. */
static bool count_objects(const struct session *session, CK_OBJECT_CLASS class, size_t *count,
                          CK_OBJECT_HANDLE *first, struct valux_error *error)
{
    CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};
    CK_OBJECT_HANDLE objects[OBJECTS_MAX];
    CK_ULONG got = 1;
    CK_RV value = session->functions->C_FindObjectsInit(session->handle, &wanted, 1);

    *count = 0;
    while (value == CKR_OK && got > 0) {
        value = session->functions->C_FindObjects(session->handle, objects, OBJECTS_MAX, &got);
        if (value == CKR_OK && got > 0 && *count == 0)
            *first = objects[0];
        if (value == CKR_OK)
            *count += got;
    }
    if (value == CKR_OK)
        value = session->functions->C_FindObjectsFinal(session->handle);
    return value == CKR_OK ||
           pkcs11_module_refused(session->module_path, "C_FindObjects", value, error);
}

static bool sign(const struct session *session, CK_OBJECT_HANDLE key, struct valux_error *error)
{
    CK_KEY_TYPE type;
    CK_ATTRIBUTE attribute = {CKA_KEY_TYPE, &type, sizeof type};
    CK_BYTE data[32] = "valux-enroll doctor";
    CK_BYTE signature[1024];
    CK_ULONG length = sizeof signature;
    CK_RV value = session->functions->C_GetAttributeValue(session->handle, key, &attribute, 1);

    if (value != CKR_OK)
        return pkcs11_module_refused(session->module_path, "C_GetAttributeValue", value, error);
    CK_MECHANISM mechanism = {type == CKK_EC ? CKM_ECDSA : CKM_RSA_PKCS, NULL, 0};
    value = session->functions->C_SignInit(session->handle, &mechanism, key);
    if (value != CKR_OK)
        return pkcs11_module_refused(session->module_path, "C_SignInit", value, error);
    value = session->functions->C_Sign(session->handle, data, sizeof data, signature, &length);
    return value == CKR_OK || pkcs11_module_refused(session->module_path, "C_Sign", value, error);
}

static bool try_token(struct session *session, CK_SLOT_ID slot, struct valux_module_trial *trial,
                      struct valux_error *error)
{
    CK_OBJECT_HANDLE certificate;
    CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
    CK_SESSION_INFO info;
    CK_RV value =
        session->functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session->handle);

    if (value != CKR_OK)
        return pkcs11_module_refused(session->module_path, "C_OpenSession", value, error);
    if (!count_objects(session, CKO_CERTIFICATE, &trial->certificates, &certificate, error) ||
        !count_objects(session, CKO_PRIVATE_KEY, &trial->private_keys, &key, error))
        return false;
    trial->has_signed = trial->private_keys > 0 && sign(session, key, &trial->sign_error);
    if (session->functions->C_GetSessionInfo(session->handle, &info) == CKR_OK) {
        if (info.ulDeviceError < VALUX_SIGNER_BY_AGENT)
            trial->signer_failure = info.ulDeviceError;
        else
            trial->signer_way = info.ulDeviceError;
    }
    return true;
}

static bool try_module(const void *request, void *answer, struct valux_error *error)
{
    struct valux_module_trial *trial = answer;
    struct session session = {.module_path = request};
    CK_SLOT_ID slot;

    return pkcs11_module_load(session.module_path, &session.functions, error) &&
           find_slot(&session, &slot, &trial->token, error) &&
           (!trial->token || try_token(&session, slot, trial, error)) &&
           pkcs11_module_finalize(session.module_path, session.functions, error);
}

const struct child_task program_module_trial_task = {"try-module", try_module, VALUX_PATH_SIZE,
                                                     sizeof(struct valux_module_trial)};

bool valux_module_trial_run(const char *module_path, struct valux_module_trial *trial,
                            struct valux_error *error)
{
    char request[VALUX_PATH_SIZE];

    memset(trial, 0, sizeof *trial);
    snprintf(request, sizeof request, "%s", module_path);
    return child_run_task(&program_module_trial_task, request, trial, DEADLINE_SECONDS, module_path,
                          error);
}
