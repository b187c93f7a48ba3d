/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_UNLOCK_RUN_H
#define VALUX_MODULE_SIGNER_LINK_UNLOCK_RUN_H

#include <stddef.h>

#include "signer-link/pin_check.h"

#define UNLOCK_RUN_MILLISECONDS 30000 /* then valux-enroll is killed */

/*
 * Runs the program at the path `enroll`, which is valux-enroll, with the command unlock and this
 * PIN of `length` bytes, and waits for its end: a part of a second, at most 30 seconds. It gets
 * those variables of the caller's environment by which it finds the store, the agent and D-Bus.
 * PIN_CHECK_RIGHT, PIN_CHECK_WRONG or PIN_CHECK_FAILED. The PIN stays the caller's, who wipes it.
 * Thread-safe.
 */
enum pin_check unlock_run(const char *enroll, const unsigned char *pin, size_t length);

#endif
