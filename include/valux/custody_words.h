/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_WORDS_H
#define VALUX_CUSTODY_WORDS_H

#include "valux/custody.h"
#include "valux/text.h"

/*
 * What a custody means to a person, in the person's language: on the window's screens and on a
 * certificate's sheet. Static.
 */
static inline const char *valux_custody_words(enum valux_custody custody)
{
    switch (custody) {
    case VALUX_CUSTODY_PIN:
        return _("The keys are under a PIN. A copy of the store opens to nobody without it.");
    case VALUX_CUSTODY_TPM:
        return _("New keys are made in this machine's TPM and never leave it.");
    case VALUX_CUSTODY_TPM_PIN:
        return _("New keys are made in this machine's TPM and never leave it. The keys are under "
                 "a PIN.");
    case VALUX_CUSTODY_SEALED:
        break;
    }
    return _("The keys open for this user on this machine, without being asked for. Whoever has a "
             "copy of the store and knows user and machine opens it.");
}

#endif
