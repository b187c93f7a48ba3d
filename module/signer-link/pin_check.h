/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_PIN_CHECK_H
#define VALUX_MODULE_SIGNER_LINK_PIN_CHECK_H

#include <stddef.h>

/* Whether a PIN that a program gives is the one that the user's keys are under. */
enum pin_check {
    PIN_CHECK_RIGHT,
    PIN_CHECK_WRONG,
    PIN_CHECK_LOCKED, /* the keys are locked, and nobody checks a PIN here */
    PIN_CHECK_FAILED, /* it could not be found out */
};

/*
 * Where the user's keys are under a PIN, `valux-enroll unlock` checks the given one, of `length`
 * bytes, counts it if it is wrong, and unlocks the keys if it is right. That takes a part of a
 * second, at most 30 seconds. Any PIN is right where the keys are under none. A copy of the module
 * that was published for a sandboxed program can start no other program: it gives the PIN to the
 * agent, which has it checked in the same way, one after the other, and waits 35 seconds at most.
 * An agent from before an update checks none: then any PIN is right while the keys are not locked.
 * Thread-safe.
 */
enum pin_check pin_check(const unsigned char *pin, size_t length);

#endif
