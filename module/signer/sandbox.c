/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Landlock's interface (Linux, Documentation/userspace-api/landlock.rst). It is written out here
 * because headers of older kernels lack parts of it.
 */
#define LANDLOCK_VERSION_FLAG 1u

struct landlock_rules {
    uint64_t files;
    uint64_t network; /* from version 4 on */
    uint64_t scoped;  /* from version 6 on */
};

/* How many rights to files each version of Landlock knows, from version 1 on. */
static const unsigned landlock_file_rights[] = {13, 14, 15, 15, 16};

struct sandbox {
    scmp_filter_ctx filter;
};

/* System calls that need no look at their arguments. */
static const int allowed[] = {
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(futex),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(madvise),
    SCMP_SYS(mlock2),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sigaltstack),
};

static bool allow_plain(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) != 0)
            return false;
    return true;
}

/* Allows private memory that never becomes code, and what abort(3) takes. */
static bool allow_by_arguments(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_code,
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_PRIVATE | MAP_ANONYMOUS,
                                    MAP_PRIVATE | MAP_ANONYMOUS)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0;
}

/* Allows a system call on this descriptor; it stays forbidden on all others. */
static bool allow_on(scmp_filter_ctx filter, int system_call, int descriptor)
{
    return descriptor < 0 ||
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, system_call, 1,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)descriptor, 0)) == 0;
}

static bool allow_by_descriptor(scmp_filter_ctx filter, const struct sandbox_descriptors *of)
{
    return allow_on(filter, SCMP_SYS(fstat), of->watch->snapshot) &&
           allow_on(filter, SCMP_SYS(fstat), of->watch->directory) &&
           allow_on(filter, SCMP_SYS(read), of->tpm) &&
           allow_on(filter, SCMP_SYS(write), of->tpm) &&
           allow_on(filter, SCMP_SYS(close), of->keys) &&
           allow_on(filter, SCMP_SYS(close), of->agent) &&
           allow_on(filter, SCMP_SYS(recvmsg), of->agent);
}

struct sandbox *sandbox_prepare(const struct sandbox_descriptors *descriptors)
{
    struct sandbox *sandbox = calloc(1, sizeof *sandbox);

    if (sandbox == NULL)
        return NULL;
    sandbox->filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (sandbox->filter == NULL ||
        seccomp_attr_set(sandbox->filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0 ||
        seccomp_attr_set(sandbox->filter, SCMP_FLTATR_CTL_TSYNC, 1) != 0 ||
        !allow_plain(sandbox->filter) || !allow_by_arguments(sandbox->filter) ||
        !allow_by_descriptor(sandbox->filter, descriptors)) {
        sandbox_free(sandbox);
        return NULL;
    }
    return sandbox;
}

bool sandbox_enter(const struct sandbox *sandbox)
{
    return seccomp_load(sandbox->filter) == 0;
}

void sandbox_free(struct sandbox *sandbox)
{
    if (sandbox == NULL)
        return;
    if (sandbox->filter != NULL)
        seccomp_release(sandbox->filter);
    free(sandbox);
}

/* Sets all rights that this version of Landlock knows; returns the size of its structure. */
static size_t all_rules(long version, struct landlock_rules *rules)
{
    size_t known = sizeof landlock_file_rights / sizeof *landlock_file_rights;
    size_t index = (size_t)version > known ? known - 1 : (size_t)version - 1;

    *rules = (struct landlock_rules){.files = (UINT64_C(1) << landlock_file_rights[index]) - 1};
    if (version < 4)
        return offsetof(struct landlock_rules, network);
    rules->network = 3; /* bind and connect, of TCP */
    if (version < 6)
        return offsetof(struct landlock_rules, scoped);
    rules->scoped = 3; /* abstract sockets and signals of others */
    return sizeof *rules;
}

bool sandbox_leave_paths(void)
{
    struct landlock_rules rules;
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_FLAG);

    if (version < 1)
        return true;
    size_t size = all_rules(version, &rules);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0)
        return false;
    bool left = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return left;
}
