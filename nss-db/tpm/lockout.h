/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_LOCKOUT_H
#define VALUX_TPM_LOCKOUT_H

#include <stdbool.h>

#include "tpm/connection.h"
#include "valux/error.h"

/*
 * Sets *error, VALUX_ERROR_LOCKED, for an authorization that was wrong or that the TPM does not
 * look at because it is locked: with the tries that are left, or with the time after which it
 * allows one more, as the TPM says them. Returns false.
 */
bool tpm_lockout_explain(struct valux_tpm *tpm, enum tpm_failure failure,
                         struct valux_error *error);

#endif
