/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/failure.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <tss2/tss2_tpm2_types.h>

#include "valux/text.h"

#define LAYER_MASK 0xffff0000u
#define FORMAT_ONE 0x080u      /* the code names a parameter, a handle or a session as well */
#define FORMAT_ONE_MASK 0x0bfu /* what is left of it without them */

static TSS2_RC bare(TSS2_RC code)
{
    TSS2_RC own = code & ~LAYER_MASK;

    return (own & FORMAT_ONE) != 0 ? own & FORMAT_ONE_MASK : own;
}

enum tpm_failure tpm_failure_of(TSS2_RC code)
{
    if (code == TSS2_RC_SUCCESS)
        return TPM_WORKS;
    if ((code & LAYER_MASK) == TSS2_TCTI_RC_LAYER)
        return TPM_LOST;
    switch (bare(code)) {
    case TPM2_RC_RETRY:
    case TPM2_RC_YIELDED:
    case TPM2_RC_TESTING:
    case TPM2_RC_NV_RATE:
        return TPM_BUSY;
    case TPM2_RC_LOCKOUT:
        return TPM_LOCKED_OUT;
    case TPM2_RC_AUTH_FAIL:
        return TPM_WRONG_AUTHORIZATION;
    case TPM2_RC_BAD_AUTH:
        return TPM_OWNED;
    case TPM2_RC_INTEGRITY:
        return TPM_FOREIGN_KEY;
    case TPM2_RC_OBJECT_MEMORY:
    case TPM2_RC_SESSION_MEMORY:
    case TPM2_RC_SESSION_HANDLES:
    case TPM2_RC_OBJECT_HANDLES:
    case TPM2_RC_MEMORY:
        return TPM_FULL;
    default:
        return TPM_REFUSED;
    }
}

static const char *explanation(enum tpm_failure failure)
{
    switch (failure) {
    case TPM_LOST:
        return _("The connection to the TPM %s broke. Try again. If it happens again, restart the "
                 "machine.");
    case TPM_BUSY:
        return _("The TPM %s is busy. Try again in a minute.");
    case TPM_LOCKED_OUT:
        return _("The TPM %s is locked: it was given too many wrong passwords. It unlocks by "
                 "itself after a time, in most TPMs within two hours. The administrator can unlock "
                 "it with tpm2_dictionarylockout --clear-lockout.");
    case TPM_WRONG_AUTHORIZATION:
        return _("The PIN is wrong. The TPM %s has counted it.");
    case TPM_OWNED:
        return _("The TPM %s has a password for its storage hierarchy, and so makes and opens no "
                 "keys. The administrator can remove the password with tpm2_changeauth -c owner.");
    case TPM_FOREIGN_KEY:
        return _("The TPM %s does not open this key. The TPM was cleared or replaced after it made "
                 "the key, or the store comes from another machine. The key can't be restored: "
                 "acquire a new certificate with \"valux-enroll new\" and a new one-time "
                 "password.");
    case TPM_FULL:
        return _("The TPM %s has no room for another key. End other programs that use it, and use "
                 "the kernel's resource manager /dev/tpmrm0.");
    case TPM_WORKS:
    case TPM_REFUSED:
        break;
    }
    return NULL;
}

bool tpm_failure_explain(enum tpm_failure failure, const char *name, TSS2_RC code,
                         struct valux_error *error)
{
    const char *text = explanation(failure);

    if (text == NULL)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("The TPM %s has refused (TPM error 0x%x)."), name, (unsigned)code);
    return valux_error_set(error, VALUX_ERROR_STORE, text, name);
}

bool tpm_failure_explain_open(const char *name, int number, struct valux_error *error)
{
    switch (number) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case ECONNREFUSED:
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("This machine has no TPM at %s. Enable it in the firmware's "
                                 "settings, where it may be called PTT or fTPM, or keep the keys "
                                 "without a TPM."),
                               name);
    case EACCES:
    case EPERM:
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("You may not open the TPM %s. The administrator installs the rule "
                                 "of the package valux-pkcs11, 70-valux-tpm.rules, and runs "
                                 "\"udevadm control --reload\" and \"udevadm trigger "
                                 "--subsystem-match=tpmrm\"; then whoever is logged on at the "
                                 "machine may open it."),
                               name);
    default:
        return valux_error_set(error, VALUX_ERROR_STORE, _("The TPM %s can't be opened: %s."), name,
                               strerror(number));
    }
}
