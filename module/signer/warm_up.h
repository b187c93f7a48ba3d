/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_WARM_UP_H
#define VALUX_MODULE_SIGNER_WARM_UP_H

/*
 * Signs something with a key that is thrown away. libcrypto then has found and started all that a
 * first signature takes, such as its random numbers, while the real keys are still being read.
 * Where this fails, the first real signature takes longer, and nothing else. Thread-safe: a
 * thread's random numbers are its own.
 */
void warm_up(void);

#endif
