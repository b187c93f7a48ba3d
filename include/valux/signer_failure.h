/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SIGNER_FAILURE_H
#define VALUX_SIGNER_FAILURE_H

/*
 * Why the signer does not work. The first ones are exit statuses of valux-signer, which its manual
 * page lists; the others are what the module itself sees. The module tells the last failure as
 * ulDeviceError of C_GetSessionInfo, and with VALUX_DEBUG=1 in words.
 */
enum valux_signer_failure {
    VALUX_SIGNER_NO_FAILURE = 0,
    VALUX_SIGNER_SYSTEM_FAILED = 1, /* memory, threads or libcrypto */
    VALUX_SIGNER_WRONG_USAGE = 2,   /* of another version than the module */
    VALUX_SIGNER_NOT_HARDENED = 3,  /* the system denies a limit, prctl(2) or another measure */
    VALUX_SIGNER_NO_LANDLOCK = 4,   /* the kernel has Landlock, but denies it */
    VALUX_SIGNER_NO_SECCOMP = 5,    /* the system denies seccomp(2) */
    VALUX_SIGNER_NOT_STARTED = 64,  /* no such program, or no process for it */
    VALUX_SIGNER_KILLED_BY_FILTER,  /* a system call filter of the program has killed it */
    VALUX_SIGNER_DIED,              /* by another signal, or in another way */
    VALUX_SIGNER_STORE_UNAVAILABLE, /* it can't read the store or its keys */
};

/*
 * The failure in words: one sentence in English, which the caller may translate. Never NULL; for
 * an unknown number it says that the signer has failed. Static.
 */
const char *valux_signer_failure_text(unsigned long failure);

#endif
