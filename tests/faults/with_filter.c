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
 * `with-filter CALL[=NUMBER] fail|kill PROGRAM [ARGUMENT]...`. The call fails with EPERM, or kills
 * the process; with a number, only the call that has it as its first argument.
 */
int main(int argument_count, char *arguments[])
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

    if (argument_count < 4 || filter == NULL)
        return EXIT_FAILURE;
    char *number = strchr(arguments[1], '=');
    if (number != NULL)
        *number++ = '\0';
    int call = seccomp_syscall_resolve_name(arguments[1]);
    const struct scmp_arg_cmp first =
        SCMP_A0(SCMP_CMP_EQ, number == NULL ? 0 : strtoul(number, NULL, 10), 0);
    uint32_t action =
        strcmp(arguments[2], "kill") == 0 ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM);
    if (call == __NR_SCMP_ERROR ||
        seccomp_rule_add_array(filter, action, call, number != NULL, &first) != 0 ||
        seccomp_load(filter) != 0)
        return EXIT_FAILURE;
    execv(arguments[3], arguments + 3);
    perror(arguments[3]);
    return EXIT_FAILURE;
}
