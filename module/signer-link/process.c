/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/process.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "signer-link/agent_address.h"
#include "signer-link/agent_channels.h"
#include "signer-link/own_path.h"
#include "signer-link/spawn.h"
#include "valux/clock.h"
#include "valux/paths.h"

#define STOP_MILLISECONDS 2000
#define KILL_MILLISECONDS 1000
#define WAIT_FIRST_NANOSECONDS 200000L
#define WAIT_LONGEST_NANOSECONDS 10000000L
#define CHANNELS_PER_PROCESSOR 4

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
 * More channels than processors, since a thread that has to wait for a channel costs more than the
 * channel does. All processors of the machine count: the thread that happens to ask first may be
 * bound to one of them.
 */
static size_t channels_wanted(size_t processors)
{
    size_t channels = processors * CHANNELS_PER_PROCESSOR;

    return channels > VALUX_SIGNER_CHANNELS_MAX ? VALUX_SIGNER_CHANNELS_MAX : channels;
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
            !signer_channel_move_from_streams(&pair[0]) ||
            !signer_channel_move_from_streams(&pair[1]) ||
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

static bool spawn(struct signer_process *process)
{
    int ends[VALUX_SIGNER_CHANNELS_MAX];
    const struct signer_command command = {
        .path = signer,
        .store = store,
        .descriptors = ends,
        .descriptor_count = process->channel_count,
        .channels = process->channel_count,
        .manner = process->unbound ? VALUX_SIGNER_UNBOUND : NULL,
    };

    for (size_t i = 0; i < process->channel_count; i++)
        ends[i] = process->pairs[i][1];
    return signer_spawn(&command, &process->pid);
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

/* The agent's signer is no child of ours. It has ended if its first channel has. */
static bool has_hung_up(const struct signer_channel *channel)
{
    uint8_t byte;

    if (!signer_channel_is_ours(channel))
        return true;
    ssize_t length = recv(channel->descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR);
}

bool signer_process_ended(struct signer_process *process)
{
    int status;

    if (process->pid == 0)
        return has_hung_up(&process->channels[0]);
    if (!has_ended(process->pid, &status))
        return false;
    if (status != 0)
        process->failure = failure_of(status);
    return true;
}

bool signer_process_is_own(const struct signer_process *process)
{
    return process->runs && process->parent == getpid();
}

void signer_process_distrust_agent(struct signer_process *process, bool for_good)
{
    if (process->runs && process->pid == 0)
        process->distrust = for_good ? AGENT_DISTRUSTED : AGENT_PASSED_OVER_ONCE;
}

/* Forgets the process, but not what the next one needs to know. */
static void clear(struct signer_process *process)
{
    *process = (struct signer_process){
        .lingering = process->lingering,
        .unbound = process->unbound,
        .failure = process->failure,
        .distrust = process->distrust,
        .way = process->way,
    };
}

static void reap_lingering(struct signer_process *process)
{
    int status;

    if (process->lingering != 0 && has_ended(process->lingering, &status))
        process->lingering = 0;
}

/* Tries the agent, unless it has failed us. */
static bool start_by_agent(struct signer_process *process)
{
    if (process->distrust != AGENT_TRUSTED)
        process->way = VALUX_SIGNER_AGENT_FAILED;
    else
        process->way = agent_channels_open(process->channels, process->channel_count);
    if (process->distrust == AGENT_PASSED_OVER_ONCE)
        process->distrust = AGENT_TRUSTED;
    return process->way == VALUX_SIGNER_BY_AGENT;
}

static bool start_directly(struct signer_process *process)
{
    bool started = !agent_address_is_only_way() && find_signer() && valux_paths_store(store) &&
                   make_pairs(process) && spawn(process);

    close_pairs(process, started ? 1 : 0);
    return started;
}

bool signer_process_start(struct signer_process *process)
{
    reap_lingering(process);
    process->unbound = process->unbound || process->failure == VALUX_SIGNER_KILLED_BY_FILTER;
    process->failure = VALUX_SIGNER_NO_FAILURE;
    clear(process);
    process->processors = (size_t)get_nprocs();
    process->channel_count = channels_wanted(process->processors);
    process->runs = start_by_agent(process) || start_directly(process);
    process->parent = getpid();
    if (process->runs)
        return true;
    clear(process);
    process->failure = VALUX_SIGNER_NOT_STARTED;
    return false;
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

static void close_channels(const struct signer_process *process,
                           const bool keep[static VALUX_SIGNER_CHANNELS_MAX])
{
    for (size_t i = 0; i < process->channel_count; i++) {
        if (!signer_channel_is_ours(&process->channels[i]))
            continue;
        shutdown(process->channels[i].descriptor, SHUT_RDWR);
        if (!keep[i])
            close(process->channels[i].descriptor);
    }
}

/* Waits until a child of ours has ended, with more and more emphasis. */
static void end_child(struct signer_process *process)
{
    if (wait_for_end(process, STOP_MILLISECONDS))
        return;
    kill_child(process->pid);
    if (!wait_for_end(process, KILL_MILLISECONDS))
        process->lingering = process->pid;
}

void signer_process_end(struct signer_process *process, enum signer_process_end how,
                        const bool keep[static VALUX_SIGNER_CHANNELS_MAX])
{
    reap_lingering(process);
    if (!process->runs)
        return;
    if (how == SIGNER_PROCESS_KILL && process->pid != 0)
        kill_child(process->pid);
    close_channels(process, keep);
    if (process->pid != 0)
        end_child(process);
    clear(process);
}

void signer_process_forget(struct signer_process *process)
{
    for (size_t i = 0; i < VALUX_SIGNER_CHANNELS_MAX; i++)
        if (process->pairs[i][0] == 0)
            signer_channel_close(&process->channels[i]);
    close_pairs(process, 0);
    *process = (struct signer_process){0};
}
