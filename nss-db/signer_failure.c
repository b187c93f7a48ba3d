/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/signer_failure.h"

#define N_(text) text /* the helper translates it; the module links no gettext */

const char *valux_signer_failure_text(unsigned long failure)
{
    switch (failure) {
    case VALUX_SIGNER_WRONG_USAGE:
        return N_("The signer is of another version than the module.");
    case VALUX_SIGNER_NOT_HARDENED:
        return N_("The system does not let the signer shield itself (limits, prctl).");
    case VALUX_SIGNER_NO_LANDLOCK:
        return N_("The system does not let the signer shield itself (Landlock).");
    case VALUX_SIGNER_NO_SECCOMP:
        return N_("The system does not let the signer lock itself in: the program runs under a "
                  "filter that denies seccomp.");
    case VALUX_SIGNER_NOT_STARTED:
        return N_("The signer can't be started.");
    case VALUX_SIGNER_KILLED_BY_FILTER:
        return N_("The signer was killed by the filter for system calls under which the program "
                  "runs.");
    case VALUX_SIGNER_DIED:
        return N_("The signer has died.");
    case VALUX_SIGNER_STORE_UNAVAILABLE:
        return N_("The signer can't open the certificate store.");
    default:
        return N_("The signer has failed.");
    }
}
