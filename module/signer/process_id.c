/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Why the signer has a getpid(3) of its own. libcrypto asks for the process's number with each
 * random number that it makes, to find out whether the process was forked meanwhile: a child must
 * not make the same random numbers as its parent. Each ECDSA signature needs a random number, and
 * the system call takes 5 per cent of the time of a P-256 signature. A sealed signer can't fork, so
 * its number never changes and can be remembered.
 */
#include "signer/process_id.h"

#include <sys/syscall.h>
#include <unistd.h>

static pid_t kept;

/* Visible, so that libcrypto too calls this one instead of the C library's. */
__attribute__((visibility("default"))) pid_t getpid(void)
{
    return kept != 0 ? kept : (pid_t)syscall(SYS_getpid);
}

void process_id_keep(void)
{
    kept = getpid();
}
