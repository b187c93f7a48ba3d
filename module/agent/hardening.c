/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "agent/hardening.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Every right to change something that version 1 of Landlock knows. */
#define WRITING                                                                                    \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                               \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | \
     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |   \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* The signer leads its standard streams there. */
static bool allow_nowhere(int ruleset)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE};
    bool allowed;

    rule.parent_fd = open("/dev/null", O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return false;
    allowed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(rule.parent_fd);
    return allowed;
}

static bool give_up_writing(void)
{
    const struct landlock_ruleset_attr rules = {.handled_access_fs = WRITING};
    int ruleset;
    bool done;

    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
        return true;
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0);
    if (ruleset < 0)
        return false;
    done = allow_nowhere(ruleset) && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done;
}

static bool leave_input(void)
{
    int nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool left = nowhere >= 0 && dup2(nowhere, STDIN_FILENO) == STDIN_FILENO;

    if (nowhere > STDERR_FILENO)
        close(nowhere);
    return left;
}

bool agent_hardening_apply_but_writing(void)
{
    const struct rlimit core = {0, 0};

    umask(077);
    return chdir("/") == 0 && leave_input() && setrlimit(RLIMIT_CORE, &core) == 0 &&
           prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool agent_hardening_apply(void)
{
    return clearenv() == 0 && agent_hardening_apply_but_writing() && give_up_writing();
}
