/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/lockout.h"

#include "valux/text.h"

#define SECONDS_PER_MINUTE 60

/* What the TPM says of its protection from dictionary attacks; 0 where it does not say it. */
struct lockout {
    UINT32 failures;         /* that it remembers */
    UINT32 failures_max;     /* with so many it is locked */
    UINT32 interval_seconds; /* after which it forgets one of them */
};

static TSS2_RC read_properties(struct valux_tpm *tpm, void *argument)
{
    struct lockout *lockout = argument;
    TPMI_YES_NO more;
    TPMS_CAPABILITY_DATA *data = NULL;
    TSS2_RC code =
        Esys_GetCapability(tpm->esapi, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                           TPM2_CAP_TPM_PROPERTIES, TPM2_PT_LOCKOUT_COUNTER, 3, &more, &data);

    for (UINT32 i = 0; code == TSS2_RC_SUCCESS && i < data->data.tpmProperties.count; i++) {
        const TPMS_TAGGED_PROPERTY *property = &data->data.tpmProperties.tpmProperty[i];
        if (property->property == TPM2_PT_LOCKOUT_COUNTER)
            lockout->failures = property->value;
        else if (property->property == TPM2_PT_MAX_AUTH_FAIL)
            lockout->failures_max = property->value;
        else if (property->property == TPM2_PT_LOCKOUT_INTERVAL)
            lockout->interval_seconds = property->value;
    }
    Esys_Free(data);
    return code;
}

static bool explain_lock(const char *name, UINT32 seconds, struct valux_error *error)
{
    if (seconds >= 2 * SECONDS_PER_MINUTE)
        return valux_error_set(error, VALUX_ERROR_LOCKED,
                               _("The TPM %s is locked: it has counted too many wrong PINs. It "
                                 "allows one more try every %u minutes. Nothing is lost."),
                               name,
                               (unsigned)(seconds + SECONDS_PER_MINUTE - 1) / SECONDS_PER_MINUTE);
    return valux_error_set(error, VALUX_ERROR_LOCKED,
                           _("The TPM %s is locked: it has counted too many wrong PINs. It allows "
                             "one more try every %u seconds. Nothing is lost."),
                           name, (unsigned)seconds);
}

bool tpm_lockout_explain(struct valux_tpm *tpm, enum tpm_failure failure, struct valux_error *error)
{
    struct lockout lockout = {0};
    struct valux_error general;

    valux_tpm_explain(tpm, &general);
    if (!tpm_connection_do(tpm, read_properties, &lockout) || lockout.interval_seconds == 0)
        return valux_error_set(error, VALUX_ERROR_LOCKED, "%s", general.message);
    if (failure == TPM_LOCKED_OUT)
        return explain_lock(tpm->name, lockout.interval_seconds, error);
    UINT32 left =
        lockout.failures_max > lockout.failures ? lockout.failures_max - lockout.failures : 0;
    return valux_error_set(error, VALUX_ERROR_LOCKED,
                           _("The PIN is wrong. The TPM %s has counted it, and allows %u more "
                             "tries."),
                           tpm->name, (unsigned)left);
}
