/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Runs a program as snapd confines a snap, where AppArmor is not to be had:
 * `snap-confinement SNAP-DIRECTORY REVISION PROGRAM [ARGUMENT]...`, with the snap's own directory,
 * ~/snap/NAME.
 *
 * The files are those of snapd's AppArmor template for a snap (interfaces/apparmor/template.go),
 * enforced by Landlock, which refuses to open, and so to map, and to execute everything else. The
 * calls that fail are those that neither snapd's template for seccomp nor its interface for
 * browsers allows. What this lacks of the real thing: AppArmor's rules about sockets, and its
 * difference between reading a file and mapping it as code.
 */

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXECUTE (READ | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITE                                                                                     \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                              \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM |  \
     LANDLOCK_ACCESS_FS_REFER)
#define HANDLED (EXECUTE | WRITE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)

static const struct {
    const char *path; /* absolute, or in the snap's directory; NULL is that of the revision */
    uint64_t rights;
} rules[] = {
    {"/usr", EXECUTE},
    {"/etc", READ},
    {"/proc", READ | LANDLOCK_ACCESS_FS_WRITE_FILE},
    {"/sys", READ},
    {"/dev", READ | WRITE},
    {"/tmp", EXECUTE | WRITE},
    {".", EXECUTE},
    {"common", EXECUTE | WRITE},
    {NULL, EXECUTE | WRITE},
};

static const int refused[] = {
    SCMP_SYS(acct),
    SCMP_SYS(add_key),
    SCMP_SYS(adjtimex),
    SCMP_SYS(bpf),
    SCMP_SYS(clock_settime),
    SCMP_SYS(delete_module),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(finit_module),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsopen),
    SCMP_SYS(init_module),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(mount),
    SCMP_SYS(move_mount),
    SCMP_SYS(mq_open),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(open_tree),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(reboot),
    SCMP_SYS(request_key),
    SCMP_SYS(sethostname),
    SCMP_SYS(setns),
    SCMP_SYS(settimeofday),
    SCMP_SYS(swapoff),
    SCMP_SYS(swapon),
    SCMP_SYS(umount2),
    SCMP_SYS(userfaultfd),
};

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void allow(int ruleset, const char *path, uint64_t rights)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = rights};

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0 ||
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
        fail(path);
    close(rule.parent_fd);
}

static void confine_files(const char *snap, const char *revision)
{
    const struct landlock_ruleset_attr attributes = {.handled_access_fs = HANDLED};
    char path[PATH_MAX];
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);

    if (ruleset < 0)
        fail("Landlock");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const char *name = rules[i].path == NULL ? revision : rules[i].path;
        int length = name[0] == '/' ? snprintf(path, sizeof path, "%s", name)
                                    : snprintf(path, sizeof path, "%s/%s", snap, name);
        if (length >= (int)sizeof path)
            exit(EXIT_FAILURE);
        allow(ruleset, path, rules[i].rights);
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        fail("Landlock");
    close(ruleset);
}

static void confine_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

    if (filter == NULL)
        fail("seccomp");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0) != 0)
            fail("seccomp");
    if (seccomp_load(filter) != 0)
        fail("seccomp");
    seccomp_release(filter);
}

int main(int argument_count, char *arguments[])
{
    if (argument_count < 4)
        return EXIT_FAILURE;
    confine_files(arguments[1], arguments[2]);
    confine_calls();
    execvp(arguments[3], arguments + 3);
    fail(arguments[3]);
}
