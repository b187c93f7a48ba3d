/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_TPM_ITSELF_H
#define VALUX_TESTS_BENCH_TPM_ITSELF_H

#include <stdbool.h>

/*
 * How long a signature takes a TPM that is asked as directly as it can be: TPM2_Sign by ESAPI with
 * a key that is loaded, an empty password and no session.
 */

struct tpm_itself;

/* Opens the TPM that tpm2-tss knows by this name. NULL on failure, which is told. */
struct tpm_itself *tpm_itself_open(const char *name);

/* Makes a key of P-256 or of RSA-2048 and loads it; the last one is flushed. */
bool tpm_itself_make_key(struct tpm_itself *tpm, bool rsa);

/* Signs for so long with the last key. The median of the times, in microseconds. */
bool tpm_itself_sign(struct tpm_itself *tpm, unsigned milliseconds, double *median);

void tpm_itself_close(struct tpm_itself *tpm);

#endif
