/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_LINK_H
#define VALUX_TPM_LINK_H

#include <stdbool.h>
#include <tss2/tss2_tcti.h>

/*
 * The way of commands to the TPM and of responses back, over one descriptor that is ours: what
 * tpm2-tss calls a TCTI (TCG TSS 2.0 TPM Command Transmission Interface). tpm2-tss's own are
 * loaded at run time and open files when they like; a process that has sealed itself can't.
 */

struct tpm_link {
    TSS2_TCTI_CONTEXT_COMMON_V2 interface; /* what ESAPI is given; first */
    int descriptor;
    bool lost; /* a command or a response did not get through */
};

/* Prepares the link over the open descriptor, which stays the caller's. */
void tpm_link_prepare(struct tpm_link *link, int descriptor);

#endif
