/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_FAILURE_H
#define VALUX_TPM_FAILURE_H

#include <stdbool.h>
#include <tss2/tss2_common.h>

#include "valux/error.h"

/* Why a TPM did not do what it was asked, as far as the person can do something about it. */

enum tpm_failure {
    TPM_WORKS = 0,
    TPM_LOST,                /* the connection broke */
    TPM_BUSY,                /* it goes on asking to try later */
    TPM_LOCKED_OUT,          /* it counted too many wrong authorizations */
    TPM_WRONG_AUTHORIZATION, /* it has counted one more of them */
    TPM_OWNED,               /* the storage hierarchy has a password */
    TPM_FOREIGN_KEY,         /* it did not make the key, or it has been cleared since */
    TPM_FULL,                /* it has no room for one more object or session */
    TPM_REFUSED,             /* anything else */
};

/* What a response code of tpm2-tss means (TPM 2.0 Library, part 2, section 6.6). */
enum tpm_failure tpm_failure_of(TSS2_RC code);

/* Sets *error; `name` is the TPM's, and `code` the response code. Returns false. */
bool tpm_failure_explain(enum tpm_failure failure, const char *name, TSS2_RC code,
                         struct valux_error *error);

/* Sets *error for a TPM that can't be opened, from errno. Returns false. */
bool tpm_failure_explain_open(const char *name, int number, struct valux_error *error);

#endif
