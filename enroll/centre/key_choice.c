/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/key_choice.h"

#include "valux/tpm.h"

static bool suits(const struct key_choice *choice, enum valux_key_type type)
{
    return !choice->in_tpm || valux_tpm_makes(type);
}

void key_choice_offer(struct key_choice *choice, enum valux_key_type type)
{
    if (choice->chosen && (suits(choice, choice->type) || !suits(choice, type)))
        return;
    choice->type = type;
    choice->chosen = true;
}
