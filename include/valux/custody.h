/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_H
#define VALUX_CUSTODY_H

#include <stdbool.h>

/*
 * What keeps a store's private keys. Two things make a custody: whether the store's seal is open or
 * under a PIN, which the seal's file says (seal_lock.h), and whether new keys are made in the
 * machine's TPM, which the catalogue says. So a change of either is one file that is replaced.
 */

enum valux_custody {
    VALUX_CUSTODY_SEALED,  /* a copied store does not open by itself */
    VALUX_CUSTODY_PIN,     /* the seal is under a PIN as well */
    VALUX_CUSTODY_TPM,     /* new keys are made in the TPM, and never leave it */
    VALUX_CUSTODY_TPM_PIN, /* both */
};

/* The names on the command line and in valux.json, by the enumeration's order, ended by NULL. */
extern const char *const valux_custody_names[];

static inline enum valux_custody valux_custody_of(bool in_tpm, bool has_pin)
{
    if (in_tpm)
        return has_pin ? VALUX_CUSTODY_TPM_PIN : VALUX_CUSTODY_TPM;
    return has_pin ? VALUX_CUSTODY_PIN : VALUX_CUSTODY_SEALED;
}

static inline bool valux_custody_has_pin(enum valux_custody custody)
{
    return custody == VALUX_CUSTODY_PIN || custody == VALUX_CUSTODY_TPM_PIN;
}

static inline bool valux_custody_in_tpm(enum valux_custody custody)
{
    return custody == VALUX_CUSTODY_TPM || custody == VALUX_CUSTODY_TPM_PIN;
}

#endif
