/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Landlock's interface (Linux, Documentation/userspace-api/landlock.rst), which headers of older
 * kernels do not have in full.
 */
#define LANDLOCK_VERSION_FLAG 1u

struct landlock_rules {
    uint64_t files;
    uint64_t network; /* from version 4 on */
    uint64_t scoped;  /* from version 6 on */
};

/* How many kinds of access to files each version knows; versions from 1 on. */
static const unsigned landlock_file_rights[] = {13, 14, 15, 15, 16};

struct sandbox {
    int unused;
};

/* System calls that need no look at their arguments. */
static const int allowed[] = {
    SCMP_SYS(recvfrom),       SCMP_SYS(sendto),          SCMP_SYS(futex),
    SCMP_SYS(poll),           SCMP_SYS(ppoll),           SCMP_SYS(exit),
    SCMP_SYS(exit_group),     SCMP_SYS(rt_sigreturn),    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall), SCMP_SYS(brk),            SCMP_SYS(munmap),
    SCMP_SYS(madvise),        SCMP_SYS(mlock),           SCMP_SYS(munlock),
    SCMP_SYS(getrandom),      SCMP_SYS(clock_gettime),   SCMP_SYS(gettimeofday),
    SCMP_SYS(time),           SCMP_SYS(nanosleep),       SCMP_SYS(clock_nanosleep),
    SCMP_SYS(sched_yield),    SCMP_SYS(getpid),          SCMP_SYS(gettid),
};
