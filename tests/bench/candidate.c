/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "candidate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

#define ARGUMENTS_MAX 32
#define VARIABLES_MAX 256
#define ANSWER_MILLISECONDS 120000

const char candidate_usage[] =
    "  --token NAME            begins a token; the first one is judged, the others are its peers\n"
    "    --module PATH         its PKCS#11 module\n"
    "    --init TEXT           library parameters, as NSS softoken takes them\n"
    "    --label LABEL         the token's label; without it: the first token that there is\n"
    "    --pin PIN             log in with it; a benchmark's token has no secrets\n"
    "    --environment N=V     set in the processes that use the token\n"
    "    --way N               first signatures count after which C_GetSessionInfo says device\n"
    "                          error N (valux/signer_way.h)\n";

bool candidate_option(struct candidates *candidates, const char *name, const char *value)
{
    if (strcmp(name, "token") == 0) {
        if (candidates->count == CANDIDATES_MAX)
            return false;
        candidates->all[candidates->count++] = (struct candidate){.name = value};
        return true;
    }
    if (candidates->count == 0)
        return false;
    struct candidate *last = &candidates->all[candidates->count - 1];
    if (strcmp(name, "module") == 0)
        last->choice.module = value;
    else if (strcmp(name, "init") == 0)
        last->choice.init = value;
    else if (strcmp(name, "label") == 0)
        last->choice.label = value;
    else if (strcmp(name, "pin") == 0)
        last->choice.pin = value;
    else if (strcmp(name, "way") == 0)
        last->way = strtoul(value, NULL, 10);
    else if (strcmp(name, "environment") == 0 &&
             last->environment_count < CANDIDATE_ENVIRONMENT_MAX)
        last->environment[last->environment_count++] = value;
    else
        return false;
    return true;
}

bool candidate_check(const struct candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->all[i].choice.module == NULL) {
            fprintf(stderr, "token %s has no --module\n", candidates->all[i].name);
            return false;
        }
    if (candidates->count == 0)
        fprintf(stderr, "there is no --token\n");
    return candidates->count > 0;
}

static bool host_path(char path[static PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    char *slash;

    if (length < 0)
        return false;
    path[length] = '\0';
    slash = strrchr(path, '/');
    return slash != NULL && snprintf(slash + 1, (size_t)(path + PATH_MAX - slash - 1), "%s",
                                     "bench-program") < path + PATH_MAX - slash - 1;
}

static char *text_of(const char *text)
{
    return (char *)(text == NULL ? "" : text);
}

static bool fill_arguments(const struct candidate *candidate, const char *verb,
                           const char *const arguments[], char *list[static ARGUMENTS_MAX])
{
    char *token[] = {(char *)"bench-program",           (char *)verb,
                     text_of(candidate->choice.module), text_of(candidate->choice.init),
                     text_of(candidate->choice.label),  text_of(candidate->choice.pin)};
    size_t count = sizeof token / sizeof *token;

    memcpy(list, token, sizeof token);
    for (; *arguments != NULL && count < ARGUMENTS_MAX - 1; arguments++)
        list[count++] = (char *)*arguments;
    list[count] = NULL;
    return *arguments == NULL;
}

/* The candidate's variables first: getenv(3) takes the first one of a name. */
static bool fill_environment(const struct candidate *candidate, char *list[static VARIABLES_MAX])
{
    size_t count = 0;
    char **variable = environ;

    for (size_t i = 0; i < candidate->environment_count; i++)
        list[count++] = (char *)candidate->environment[i];
    for (; *variable != NULL && count < VARIABLES_MAX - 1; variable++)
        list[count++] = *variable;
    list[count] = NULL;
    return *variable == NULL;
}

static void close_pair(const int pair[2])
{
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0)
            close(pair[i]);
}

bool candidate_start(const struct candidate *candidate, const char *verb,
                     const char *const arguments[], int records, struct candidate_process *process)
{
    bool result = false;
    char path[PATH_MAX];
    char *argument_list[ARGUMENTS_MAX];
    char *environment[VARIABLES_MAX];
    int in[2] = {-1, -1};
    int out[2] = {-1, -1};
    posix_spawn_file_actions_t actions;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (!host_path(path) || !fill_arguments(candidate, verb, arguments, argument_list) ||
        !fill_environment(candidate, environment) || pipe2(in, O_CLOEXEC) != 0 ||
        pipe2(out, O_CLOEXEC) != 0 ||
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO) != 0 ||
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO) != 0 ||
        (records >= 0 &&
         posix_spawn_file_actions_adddup2(&actions, records, PROGRAM_RECORDS_DESCRIPTOR) != 0))
        goto done;
    errno = posix_spawn(&process->pid, path, &actions, NULL, argument_list, environment);
    if (errno != 0) {
        perror(path);
        goto done;
    }
    process->requests = in[1];
    process->answers = out[0];
    in[1] = -1;
    out[0] = -1;
    result = true;
done:
    close_pair(in);
    close_pair(out);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

bool candidate_answer(const struct candidate_process *process, void *answer, size_t size)
{
    size_t have = 0;

    while (have < size) {
        struct pollfd entry = {process->answers, POLLIN, 0};
        if (poll(&entry, 1, ANSWER_MILLISECONDS) <= 0)
            return false;
        ssize_t length = read(process->answers, (char *)answer + have, size - have);
        if (length <= 0)
            return false;
        have += (size_t)length;
    }
    return true;
}

bool candidate_end(struct candidate_process *process)
{
    int status;

    if (process->pid == 0)
        return true;
    close(process->requests);
    close(process->answers);
    pid_t ended = waitpid(process->pid, &status, 0);
    process->pid = 0;
    return ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}
