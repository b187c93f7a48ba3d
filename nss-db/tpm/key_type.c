/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/tpm.h"

bool valux_tpm_makes(enum valux_key_type type)
{
    return type == VALUX_KEY_EC_P256 || type == VALUX_KEY_RSA_2048;
}
