/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_WORDS_H
#define VALUX_CUSTODY_WORDS_H

#include "valux/text.h"

/*
 * What each custody means to a person, to be translated: on the window's screens and on a
 * certificate's sheet.
 */
#define VALUX_CUSTODY_WORDS_SEALED                                                                 \
    N_("The keys open for this user on this machine, without being asked for. Whoever has a copy " \
       "of the store and knows user and machine opens it.")
#define VALUX_CUSTODY_WORDS_PIN \
    N_("The keys are under a PIN. A copy of the store opens to nobody without it.")
#define VALUX_CUSTODY_WORDS_TPM N_("New keys are made in this machine's TPM and never leave it.")
#define VALUX_CUSTODY_WORDS_TPM_PIN \
    N_("New keys are made in this machine's TPM and never leave it. The keys are under a PIN.")

#endif
