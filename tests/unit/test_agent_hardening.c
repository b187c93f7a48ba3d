/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/hardening.h"

static char directory[] = "/tmp/valux-agent-hardening-XXXXXX";

/* The exit status of a hardened child that does this. */
static int in_hardened_child(int (*what)(void))
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(agent_hardening_apply() ? what() : 255);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int error_of(long result)
{
    return result < 0 ? errno : 0;
}

static int make_file(void)
{
    return chdir(directory) != 0 ? 255 : error_of(open("made", O_CREAT | O_WRONLY, 0600));
}

static int write_file(void)
{
    return chdir(directory) != 0 ? 255 : error_of(open("file", O_WRONLY));
}

static int remove_file(void)
{
    return chdir(directory) != 0 ? 255 : error_of(unlink("file"));
}

static int read_file(void)
{
    return chdir(directory) != 0 ? 255 : error_of(open("file", O_RDONLY));
}

static int write_nowhere(void)
{
    return error_of(open("/dev/null", O_RDWR));
}

static int start_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int look_at_the_environment(void)
{
    return getenv("PATH") != NULL;
}

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL || chdir(directory) != 0)
        return -1;
    int file = open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
    return file < 0 || chdir("/") != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    return chdir(directory) == 0 && unlink("file") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static void test_a_hardened_agent_writes_nothing_where_the_kernel_has_landlock(void **state)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    (void)state;
    print_message("version of Landlock: %ld\n", version);
    if (version < 1)
        return;
    assert_int_equal(in_hardened_child(make_file), EACCES);
    assert_int_equal(in_hardened_child(write_file), EACCES);
    assert_int_equal(in_hardened_child(remove_file), EACCES);
}

static void test_a_hardened_agent_can_do_what_a_signer_needs(void **state)
{
    (void)state;
    assert_int_equal(in_hardened_child(read_file), 0);
    assert_int_equal(in_hardened_child(write_nowhere), 0);
    assert_int_equal(in_hardened_child(start_program), 0);
}

static void test_the_environment_is_empty(void **state)
{
    (void)state;
    assert_int_equal(setenv("PATH", "/bin", 1), 0);
    assert_int_equal(in_hardened_child(look_at_the_environment), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_hardened_agent_writes_nothing_where_the_kernel_has_landlock),
        cmocka_unit_test(test_a_hardened_agent_can_do_what_a_signer_needs),
        cmocka_unit_test(test_the_environment_is_empty),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
