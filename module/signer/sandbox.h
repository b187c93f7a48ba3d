/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SANDBOX_H
#define VALUX_MODULE_SIGNER_SANDBOX_H

#include <stdbool.h>

#include "signer/store_watch.h"

/*
 * How the signer locks itself in. Landlock takes all paths away, where the kernel has it. A seccomp
 * filter allows the system calls that computing and the channels need, and lets every other one
 * fail with EPERM. We say that the signer is sealed then.
 */

struct sandbox;

/* Descriptors with which a sealed signer does more than to receive and to send; -1: none. */
struct sandbox_descriptors {
    const struct store_watch *watch; /* asks for their status */
    int tpm;                         /* reads and writes it, which is all that a TPM needs */
    int keys;                        /* closes it */
    int agent;                       /* receives descriptors by it, and closes it */
};

/*
 * Makes the filter ahead of time, since that takes a moment. The caller frees it with sandbox_free.
 * NULL where libseccomp fails.
 */
struct sandbox *sandbox_prepare(const struct sandbox_descriptors *descriptors);

/*
 * Gives up all paths, for the calling thread and for the threads that it makes later. True as well
 * where the kernel has no Landlock; false where Landlock fails.
 */
bool sandbox_leave_paths(void);

/* Puts all threads of the process under the filter. False where the system refuses it. */
bool sandbox_enter(const struct sandbox *sandbox);

/* NULL is allowed. */
void sandbox_free(struct sandbox *sandbox);

#endif
