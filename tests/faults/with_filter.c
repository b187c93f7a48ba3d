/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Runs a program under a filter for system calls, as systemd and snap do:
 * `with-filter CALL fail|kill PROGRAM [ARGUMENT]...`. The call fails with EPERM, or kills the
 * process.
 */
int main(int argument_count, char *arguments[])
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

    if (argument_count < 4 || filter == NULL)
        return EXIT_FAILURE;
    int call = seccomp_syscall_resolve_name(arguments[1]);
    uint32_t action =
        strcmp(arguments[2], "kill") == 0 ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM);
    if (call == __NR_SCMP_ERROR || seccomp_rule_add(filter, action, call, 0) != 0 ||
        seccomp_load(filter) != 0)
        return EXIT_FAILURE;
    execv(arguments[3], arguments + 3);
    perror(arguments[3]);
    return EXIT_FAILURE;
}
