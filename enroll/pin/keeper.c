/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "pin/background.h"
#include "pin/lock_signals.h"
#include "valux/text.h"
#include "workspace/agent_control.h"
#include "workspace/workspace.h"

enum { AGENT, SIGNALS, TIMER, BUSES, ENTRIES = BUSES + LOCK_SIGNALS_BUSES };

static int open_signals(void)
{
    sigset_t ending;

    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, NULL);
    return signalfd(-1, &ending, SFD_CLOEXEC);
}

/* The time goes on while the machine sleeps. */
static int open_timer(unsigned minutes)
{
    const struct itimerspec end = {.it_value = {.tv_sec = (time_t)minutes * 60}};
    int timer = minutes == 0 ? -1 : timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);

    if (timer >= 0)
        (void)timerfd_settime(timer, 0, &end, NULL);
    return timer;
}

/* Waits for something that locks the keys. */
static void wait_for_end(int agent, int endings, int timer, struct lock_signals *signals)
{
    struct pollfd entries[ENTRIES];
    int buses[LOCK_SIGNALS_BUSES];

    for (;;) {
        lock_signals_descriptors(signals, buses);
        entries[AGENT] = (struct pollfd){agent, POLLIN, 0};
        entries[SIGNALS] = (struct pollfd){endings, POLLIN, 0};
        entries[TIMER] = (struct pollfd){timer, POLLIN, 0};
        for (int i = 0; i < LOCK_SIGNALS_BUSES; i++)
            entries[BUSES + i] = (struct pollfd){buses[i], POLLIN, 0};
        if (poll(entries, ENTRIES, -1) < 0 && errno != EINTR)
            return;
        if (entries[AGENT].revents != 0 || entries[SIGNALS].revents != 0 ||
            entries[TIMER].revents != 0 || lock_signals_read(signals))
            return;
    }
}

/* Opening the workspace notes that the store is locked, and compiles the snapshot anew. */
static void lock(int agent)
{
    struct valux_error ignored;
    struct valux_store store;
    struct workspace workspace;

    close(agent);
    if (valux_store_open(&store, &ignored) && store.directory >= 0)
        (void)agent_control_lock(&store, &ignored);
    valux_store_close(&store);
    (void)workspace_open_locked(&workspace, NULL, &ignored);
    workspace_close(&workspace);
}

static _Noreturn void keep(int agent, unsigned minutes)
{
    int endings = open_signals();
    struct lock_signals *signals = lock_signals_open();

    if (signals != NULL && endings >= 0)
        wait_for_end(agent, endings, open_timer(minutes), signals);
    lock_signals_free(signals);
    lock(agent);
    _exit(0);
}

bool keeper_start(int agent, unsigned minutes, struct valux_error *error)
{
    pid_t pid = background_fork();

    if (pid < 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A process can't be started: %s."),
                               strerror(errno));
    if (pid > 0)
        return true;
    keep(agent, minutes);
}
