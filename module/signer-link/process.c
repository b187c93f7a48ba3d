/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "signer-link/own_path.h"
#include "valux/clock.h"
#include "valux/paths.h"

#define STOP_MILLISECONDS 2000
#define KILL_MILLISECONDS 1000
#define WAIT_FIRST_NANOSECONDS 200000L
#define WAIT_LONGEST_NANOSECONDS 10000000L
#define CHANNELS_MIN 2

/* Not on the stack, because a program's thread may have a small one. The client's lock guards them.
 */
static char signer[VALUX_PATH_SIZE];
static char store[VALUX_PATH_SIZE];

/* The signer that belongs to this module: both are installed, or both are in a build tree. */
static bool find_signer(void)
{
    return valux_paths_sibling(signer, own_path(), VALUX_MODULE_DIRECTORY, VALUX_SIGNER_INSTALLED,
                               VALUX_SIGNER_RELATIVE);
}

/*
 * One channel for each processor, since so many threads can sign at the same time. All processors
 * of the machine count: the thread that happens to ask first may be bound to one of them.
 */
static size_t channels_wanted(void)
{
    int processors = get_nprocs();

    if (processors < CHANNELS_MIN)
        return CHANNELS_MIN;
    return processors > VALUX_SIGNER_CHANNELS_MAX ? VALUX_SIGNER_CHANNELS_MAX : (size_t)processors;
}

/*
 * A program that has closed its standard streams would print into a socket that got one of their
 * numbers.
 */
static bool move_from_standard_streams(int *descriptor)
{
    if (*descriptor > STDERR_FILENO)
        return true;
    int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(*descriptor);
    *descriptor = moved < 0 ? 0 : moved;
    return moved >= 0;
}

/*
 * socketpair(2) writes the numbers into *process itself. So a child that another thread forks at
 * this moment finds each of them there and can close it.
 */
static bool make_pairs(struct signer_process *process)
{
    for (size_t i = 0; i < process->channel_count; i++) {
        int *pair = process->pairs[i];

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0 ||
            !move_from_standard_streams(&pair[0]) || !move_from_standard_streams(&pair[1]) ||
            !signer_channel_prepare(pair[0], &process->channels[i]))
            return false;
    }
    return true;
}

static void close_pairs(struct signer_process *process, int first_side)
{
    for (size_t i = 0; i < VALUX_SIGNER_CHANNELS_MAX; i++)
        for (int side = 0; side < 2; side++) {
            if (side >= first_side && process->pairs[i][side] > 0)
                close(process->pairs[i][side]);
            process->pairs[i][side] = 0;
        }
}

/*
 * Gives the signer's ends the numbers from VALUX_SIGNER_FIRST_CHANNEL on. One end may have the
 * number that another one is to get, so all of them are first copied to numbers above.
 */
static bool place_channels(posix_spawn_file_actions_t *actions,
                           const struct signer_process *process)
{
    int count = (int)process->channel_count;
    int above = VALUX_SIGNER_FIRST_CHANNEL + count;

    for (int i = 0; i < count; i++)
        if (process->pairs[i][1] >= above)
            above = process->pairs[i][1] + 1;
    for (int i = 0; i < count; i++)
        if (posix_spawn_file_actions_adddup2(actions, process->pairs[i][1], above + i) != 0)
            return false;
    for (int i = 0; i < count; i++)
        if (posix_spawn_file_actions_adddup2(actions, above + i, VALUX_SIGNER_FIRST_CHANNEL + i) !=
                0 ||
            posix_spawn_file_actions_addclose(actions, above + i) != 0)
            return false;
    return true;
}

/*
 * No signal is ignored or blocked in the signer, whatever the program does with its own. setsid(2)
 * takes the signer away from the terminal, where ^C is meant for the program.
 */
static bool set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t all;
    sigset_t none;

    sigfillset(&all);
    sigemptyset(&none);
    return posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSID) == 0;
}

static bool spawn(struct signer_process *process)
{
    bool result = false;
    bool actions_made = false;
    bool attributes_made = false;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char count[16];
    char unbound[] = VALUX_SIGNER_UNBOUND;
    char *arguments[] = {signer, store, count, process->unbound ? unbound : NULL, NULL};
    char *environment[] = {NULL};
    pid_t pid;

    snprintf(count, sizeof count, "%zu", process->channel_count);
    actions_made = posix_spawn_file_actions_init(&actions) == 0;
    attributes_made = posix_spawnattr_init(&attributes) == 0;
    if (!actions_made || !attributes_made || !place_channels(&actions, process) ||
        !set_attributes(&attributes) ||
        posix_spawn(&pid, signer, &actions, &attributes, arguments, environment) != 0)
        goto done;
    process->pid = pid;
    process->parent = getpid();
    result = true;
done:
    if (actions_made)
        posix_spawn_file_actions_destroy(&actions);
    if (attributes_made)
        posix_spawnattr_destroy(&attributes);
    return result;
}

/* *status is the one of waitpid(2), or 0 where the program itself has waited for the process. */
static bool has_ended(pid_t pid, int *status)
{
    pid_t waited;

    *status = 0;
    do
        waited = waitpid(pid, status, WNOHANG);
    while (waited < 0 && errno == EINTR);
    return waited != 0;
}

static enum valux_signer_failure failure_of(int status)
{
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? VALUX_SIGNER_KILLED_BY_FILTER : VALUX_SIGNER_DIED;
    return WEXITSTATUS(status) <= VALUX_SIGNER_NO_SECCOMP ? WEXITSTATUS(status) : VALUX_SIGNER_DIED;
}

bool signer_process_ended(struct signer_process *process)
{
    int status;

    if (!has_ended(process->pid, &status))
        return false;
    if (status != 0)
        process->failure = failure_of(status);
    return true;
}

bool signer_process_is_own(const struct signer_process *process)
{
    return process->pid != 0 && process->parent == getpid();
}

static void reap_lingering(struct signer_process *process)
{
    int status;

    if (process->lingering != 0 && has_ended(process->lingering, &status))
        process->lingering = 0;
}

bool signer_process_start(struct signer_process *process)
{
    bool started;

    reap_lingering(process);
    *process = (struct signer_process){
        .channel_count = channels_wanted(),
        .lingering = process->lingering,
        .unbound = process->unbound || process->failure == VALUX_SIGNER_KILLED_BY_FILTER,
    };
    started = own_path_published_store() == NULL && find_signer() && valux_paths_store(store) &&
              make_pairs(process) && spawn(process);
    close_pairs(process, started ? 1 : 0);
    if (!started)
        *process = (struct signer_process){
            .lingering = process->lingering,
            .unbound = process->unbound,
            .failure = VALUX_SIGNER_NOT_STARTED,
        };
    return started;
}

/*
 * Kills a child only while it runs. Where the program itself has waited for it, the number may
 * belong to another process by now.
 */
static void kill_child(pid_t pid)
{
    siginfo_t information = {0};

    if (waitid(P_PID, (id_t)pid, &information, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        information.si_pid == 0)
        kill(pid, SIGKILL);
}

static bool wait_for_end(struct signer_process *process, int milliseconds)
{
    int64_t deadline = valux_clock_milliseconds() + milliseconds;
    struct timespec pause = {0, WAIT_FIRST_NANOSECONDS};

    while (!signer_process_ended(process)) {
        if (valux_clock_milliseconds() >= deadline)
            return false;
        nanosleep(&pause, NULL);
        if (pause.tv_nsec < WAIT_LONGEST_NANOSECONDS)
            pause.tv_nsec *= 2;
    }
    return true;
}

void signer_process_end(struct signer_process *process, enum signer_process_end how,
                        const bool keep[static VALUX_SIGNER_CHANNELS_MAX])
{
    pid_t lingering;

    reap_lingering(process);
    lingering = process->lingering;
    if (process->pid == 0)
        return;
    if (how == SIGNER_PROCESS_KILL)
        kill_child(process->pid);
    for (size_t i = 0; i < process->channel_count; i++) {
        if (!signer_channel_is_ours(&process->channels[i]))
            continue;
        shutdown(process->channels[i].descriptor, SHUT_RDWR);
        if (!keep[i])
            close(process->channels[i].descriptor);
    }
    if (!wait_for_end(process, STOP_MILLISECONDS)) {
        kill_child(process->pid);
        if (!wait_for_end(process, KILL_MILLISECONDS))
            lingering = process->pid;
    }
    *process = (struct signer_process){
        .lingering = lingering, .unbound = process->unbound, .failure = process->failure};
}

void signer_process_forget(struct signer_process *process)
{
    for (size_t i = 0; i < VALUX_SIGNER_CHANNELS_MAX; i++)
        if (process->pairs[i][0] == 0)
            signer_channel_close(&process->channels[i]);
    close_pairs(process, 0);
    *process = (struct signer_process){0};
}
