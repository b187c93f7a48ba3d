/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_COMMON_CHILD_H
#define VALUX_COMMON_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/bytes.h"
#include "valux/error.h"

/*
 * Runs a task or a program in a process of its own, with a deadline. A child that has not ended by
 * then is killed. The child has been reaped when these functions return.
 */

/*
 * Does the work and fills *answer, which is all that comes back. False with *error set. Neither
 * *request nor *answer has pointers in it: they are passed as plain bytes.
 */
typedef bool child_work(const void *request, void *answer, struct valux_error *error);

/* A piece of work that this program does in a process of its own. */
struct child_task {
    const char *name; /* no other task of the program has it */
    child_work *work;
    size_t request_size; /* bytes */
    size_t answer_size;  /* bytes */
};

/* The first argument of a program that was executed for a task; the second is the task's name. */
#define CHILD_TASK_ARGUMENT "internal-task"

/*
 * Does the task in a child, for at most `seconds`. NSS can be open once in a process, and other
 * people's modules that it loads may hang, crash, or look around. So the child is not a copy of
 * this process, in which its secrets would be: this program is executed anew, with an environment
 * of what NSS, modules and the person's language need, and no descriptor but the way of the answer.
 * What modules write to standard error is dropped: with --json it has our messages alone. The
 * program's main function calls child_serve. VALUX_ERROR_PROGRAM, naming `what`, if the child died
 * or took too long.
 */
bool child_run_task(const struct child_task *task, const void *request, void *answer,
                    unsigned seconds, const char *what, struct valux_error *error);

/*
 * In a process that was executed for one of the tasks, which NULL ends: does it, and returns true
 * with the process's exit status in *status. False in every other process.
 */
bool child_serve(const struct child_task *const tasks[], int argument_count, char **arguments,
                 int *status);

/*
 * Runs the program words[0], which is looked for in PATH, with the arguments that follow, ended by
 * NULL. It reads and writes /dev/null. *succeeded tells whether it ended within `seconds` and with
 * the exit status 0. VALUX_ERROR_SYSTEM if it can't be started.
 */
bool child_run_program(char *const words[], unsigned seconds, bool *succeeded,
                       struct valux_error *error);

/*
 * Likewise, and the program reads `input` from standard input: at most PIPE_BUF bytes, so that
 * nobody waits until they are read.
 */
bool child_feed_program(char *const words[], const char *input, unsigned seconds, bool *succeeded,
                        struct valux_error *error);

/*
 * As child_run_program, and *output becomes what it wrote to standard output, with a zero byte
 * behind it that does not count. More than `limit` bytes are no success. The caller frees *output.
 */
bool child_read_program(char *const words[], unsigned seconds, size_t limit,
                        struct valux_bytes *output, bool *succeeded, struct valux_error *error);

#endif
