/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/child.h"

#define BIG (256 * 1024) /* more than a pipe holds */

struct big {
    pid_t pid;
    uint8_t bytes[BIG];
};

static bool fill(const void *request, void *answer, struct valux_error *error)
{
    struct big *big = answer;

    (void)error;
    big->pid = getpid();
    memset(big->bytes, *(const uint8_t *)request, sizeof big->bytes);
    return true;
}

static bool refuse(const void *request, void *answer, struct valux_error *error)
{
    (void)request;
    *(int *)answer = 7;
    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s", "for this reason");
}

static bool crash(const void *request, void *answer, struct valux_error *error)
{
    (void)request;
    (void)answer;
    (void)error;
    kill(getpid(), SIGKILL);
    return true;
}

static bool hang(const void *request, void *answer, struct valux_error *error)
{
    (void)request;
    (void)answer;
    (void)error;
    while (pause() != 0)
        ;
    return true;
}

/* What the process of the task finds: an environment, descriptors, and no copy of the parent's
 * data.
 */
struct surroundings {
    bool has_home;
    bool has_other;
    bool has_descriptor;
    char copy[16];
};

static char mark[16];

static bool look_around(const void *request, void *answer, struct valux_error *error)
{
    struct surroundings *found = answer;

    (void)error;
    found->has_home = getenv("HOME") != NULL;
    found->has_other = getenv("VALUE_OF_SOMEBODY") != NULL;
    found->has_descriptor = fcntl(*(const int *)request, F_GETFD) >= 0;
    memcpy(found->copy, mark, sizeof found->copy);
    return true;
}

static const struct child_task fill_task = {"fill", fill, 1, sizeof(struct big)};
static const struct child_task refuse_task = {"refuse", refuse, 0, sizeof(int)};
static const struct child_task crash_task = {"crash", crash, 0, sizeof(int)};
static const struct child_task hang_task = {"hang", hang, 0, sizeof(int)};
static const struct child_task look_task = {"look", look_around, sizeof(int),
                                            sizeof(struct surroundings)};
static const struct child_task *const tasks[] = {&fill_task, &refuse_task, &crash_task,
                                                 &hang_task, &look_task,   NULL};
static const struct child_task unknown_task = {"unknown", refuse, 0, sizeof(int)};

static void assert_no_child_is_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void a_long_answer_comes_back_from_another_process(void **state)
{
    static struct big answer;
    struct valux_error error;
    uint8_t request = 0x5a;

    (void)state;
    assert_true(child_run_task(&fill_task, &request, &answer, 60, "x", &error));
    assert_true(answer.pid > 0 && answer.pid != getpid());
    for (size_t i = 0; i < BIG; i++)
        assert_int_equal(answer.bytes[i], request);
    assert_no_child_is_left();
}

static void an_error_comes_back_with_the_answer(void **state)
{
    struct valux_error error = {0};
    int answer = 0;

    (void)state;
    assert_false(child_run_task(&refuse_task, NULL, &answer, 60, "x", &error));
    assert_int_equal(error.domain, VALUX_ERROR_PROGRAM);
    assert_string_equal(error.message, "for this reason");
    assert_int_equal(answer, 7);
    assert_no_child_is_left();
}

static void a_task_s_process_has_nothing_of_this_process_but_what_it_needs(void **state)
{
    struct valux_error error = {0};
    struct surroundings found = {0};
    int inherited = fcntl(0, F_DUPFD, 20);

    (void)state;
    memset(mark, 'm', sizeof mark);
    assert_true(inherited >= 20);
    assert_int_equal(setenv("HOME", "/the/home", 1), 0);
    assert_int_equal(setenv("VALUE_OF_SOMEBODY", "secret", 1), 0);
    assert_true(child_run_task(&look_task, &inherited, &found, 60, "x", &error));
    assert_true(found.has_home);
    assert_false(found.has_other);
    assert_false(found.has_descriptor);
    assert_memory_equal(found.copy, (char[16]){0}, sizeof found.copy);
    close(inherited);
}

static void a_child_that_dies_is_an_error_that_names_the_work(void **state)
{
    const struct child_task *const dying[] = {&crash_task, &unknown_task};
    struct valux_error error = {0};
    int answer = 0;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_false(child_run_task(dying[i], NULL, &answer, 60, "/the/database", &error));
        assert_int_equal(error.domain, VALUX_ERROR_PROGRAM);
        assert_non_null(strstr(error.message, "/the/database"));
        assert_non_null(strstr(error.message, "died"));
        assert_no_child_is_left();
    }
}

static void a_child_that_hangs_is_killed_at_the_deadline(void **state)
{
    struct valux_error error = {0};
    int answer = 0;

    (void)state;
    assert_false(child_run_task(&hang_task, NULL, &answer, 1, "/the/database", &error));
    assert_int_equal(error.domain, VALUX_ERROR_PROGRAM);
    assert_non_null(strstr(error.message, "within 1 seconds"));
    assert_no_child_is_left();
}

static void a_programs_exit_status_says_whether_it_succeeded(void **state)
{
    char *const good[] = {(char *)"true", NULL};
    char *const bad[] = {(char *)"sh", (char *)"-c", (char *)"exit 3", NULL};
    char *const killed[] = {(char *)"sh", (char *)"-c", (char *)"kill -9 $$", NULL};
    struct valux_error error = {0};
    bool succeeded = false;

    (void)state;
    assert_true(child_run_program(good, 60, &succeeded, &error));
    assert_true(succeeded);
    assert_true(child_run_program(bad, 60, &succeeded, &error));
    assert_false(succeeded);
    succeeded = true;
    assert_true(child_run_program(killed, 60, &succeeded, &error));
    assert_false(succeeded);
    assert_no_child_is_left();
}

static void a_program_that_hangs_is_killed_at_the_deadline(void **state)
{
    char *const words[] = {(char *)"sleep", (char *)"3600", NULL};
    struct valux_error error = {0};
    bool succeeded = true;

    (void)state;
    assert_true(child_run_program(words, 1, &succeeded, &error));
    assert_false(succeeded);
    assert_no_child_is_left();
}

static void a_program_that_is_missing_is_an_error_that_names_it(void **state)
{
    char *const words[] = {(char *)"there-is-no-such-program", NULL};
    struct valux_error error = {0};
    bool succeeded = true;

    (void)state;
    assert_false(child_run_program(words, 60, &succeeded, &error));
    assert_int_equal(error.domain, VALUX_ERROR_SYSTEM);
    assert_non_null(strstr(error.message, "there-is-no-such-program"));
    assert_no_child_is_left();
}

int main(int argument_count, char **arguments)
{
    int status;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_answer_comes_back_from_another_process),
        cmocka_unit_test(an_error_comes_back_with_the_answer),
        cmocka_unit_test(a_task_s_process_has_nothing_of_this_process_but_what_it_needs),
        cmocka_unit_test(a_child_that_dies_is_an_error_that_names_the_work),
        cmocka_unit_test(a_child_that_hangs_is_killed_at_the_deadline),
        cmocka_unit_test(a_programs_exit_status_says_whether_it_succeeded),
        cmocka_unit_test(a_program_that_hangs_is_killed_at_the_deadline),
        cmocka_unit_test(a_program_that_is_missing_is_an_error_that_names_it),
    };

    if (child_serve(tasks, argument_count, arguments, &status))
        return status;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
