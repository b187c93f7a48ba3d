/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_ESAPI_LIBRARY_H
#define VALUX_TPM_ESAPI_LIBRARY_H

#include <stdbool.h>

/*
 * Has tpm2-tss's library behave in this process: it writes nothing to standard error, and takes
 * libcrypto as the process has it already. False if there is not enough memory.
 */
bool esapi_library_prepare(void);

#endif
