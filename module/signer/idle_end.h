/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_IDLE_END_H
#define VALUX_MODULE_SIGNER_IDLE_END_H

/*
 * Ends the process when there was no request for `idle_seconds`, nor since this call; 0 means
 * never.
 */
_Noreturn void idle_end_wait(unsigned idle_seconds);

#endif
