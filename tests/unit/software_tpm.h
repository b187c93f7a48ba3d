/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_SOFTWARE_TPM_H
#define VALUX_TESTS_SOFTWARE_TPM_H

#include <sys/types.h>

#include "valux/tpm.h"

/* A TPM of swtpm's, new each time. It serves one connection at a time. */

struct software_tpm {
    char directory[64]; /* of its state and its sockets */
    char name[VALUX_TPM_NAME_SIZE];
    pid_t process;
};

/* Starts it and waits until it listens. The test fails where it can't. */
void software_tpm_start(struct software_tpm *tpm);

/* Has it do TPM2_Clear, as the firmware's settings or tpm2_clear do. */
void software_tpm_clear(const struct software_tpm *tpm);

/* Gives its storage hierarchy a password. */
void software_tpm_set_owner_password(const struct software_tpm *tpm);

/* Ends it and removes its state: what it wrapped is lost. */
void software_tpm_end(struct software_tpm *tpm);

#endif
