/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_KEY_CHOICE_H
#define VALUX_ENROLL_CENTRE_KEY_CHOICE_H

#include <stdbool.h>

#include "valux/key_type.h"

/*
 * Chooses among the key types that a centre names, in the order of its preference. Where a TPM is
 * to make the key that is the first one that it can make. If there is none, it is the first of all:
 * then the key can't be made, and the person is told so before anything is sent.
 */

struct key_choice {
    bool in_tpm; /* a TPM is to make the key */
    bool chosen; /* `type` is one of the offered */
    enum valux_key_type type;
};

/* Offers one more type, which this program can make. */
void key_choice_offer(struct key_choice *choice, enum valux_key_type type);

#endif
