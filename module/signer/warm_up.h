/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_WARM_UP_H
#define VALUX_MODULE_SIGNER_WARM_UP_H

/*
 * Has libcrypto find and start what a first signature takes, its random numbers among it, with a
 * key of no use, while the real ones are still being unwrapped. Where it fails, the first signature
 * takes longer.
 */
void warm_up(void);

#endif
