/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "agent/agent_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/greeting_programs.h"
#include "agent/unlocked.h"
#include "agent/warm_signer.h"
#include "valux/clock.h"
#include "valux/paths.h"

/*
 * How long after a program has asked the next signer is started: the processors are the program's
 * for its first signature.
 */
#define MOMENT_MILLISECONDS 100

#define FIRST_LISTENING 4 /* entries for poll(2) before those of sockets that listen */
#define ENTRIES_MAX (FIRST_LISTENING + LISTENING_MAX + GREETING_CONNECTIONS_MAX)

struct loop {
    struct agent *agent;
    int children; /* a signalfd(2) for SIGCHLD */
    struct warm_signer warm;
    struct greeting_programs programs;
    struct unlocked unlocked;
    struct valux_agent_pin pin; /* that is being given on */
    bool locks;                 /* the agent ends, and its signers with it */
    size_t wanted;              /* channels of the next signer; 0: none is to be started */
    int64_t warm_at;            /* when it is started */
    int64_t started_at;         /* when the last one was */
    int64_t idle_since;         /* times of valux_clock_milliseconds */
};

static int watch_children(void)
{
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &child, NULL) != 0)
        return -1;
    return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* 0, 0 is what a module says that knows the store by another name. */
static bool is_for_our_store(const struct loop *loop, const uint64_t store[static 2])
{
    struct stat status;

    if (store[0] == 0 && store[1] == 0)
        return true;
    return stat(loop->agent->store, &status) == 0 && status.st_dev == store[0] &&
           status.st_ino == store[1];
}

static void answer(int socket, enum valux_agent_status status)
{
    const struct valux_agent_answer answer = {.status = status};
    uint8_t frame[VALUX_AGENT_ANSWER_SIZE];

    valux_agent_answer_encode(&answer, frame);
    (void)send(socket, frame, sizeof frame, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* A program after the other does not put the next signer off. */
static void want_signer(struct loop *loop, size_t channels)
{
    if (loop->wanted == 0)
        loop->warm_at = valux_clock_milliseconds() + MOMENT_MILLISECONDS;
    if (loop->wanted < channels)
        loop->wanted = channels;
}

/*
 * Some programs can't do without the agent. For them the signer is started at once, unless one has
 * been started just now, and has ended.
 */
static void want_signer_now(struct loop *loop)
{
    size_t channels = greeting_programs_waiting(&loop->programs);

    if (channels == 0 || loop->warm.control >= 0)
        return;
    want_signer(loop, channels);
    loop->warm_at = loop->started_at + MOMENT_MILLISECONDS;
}

/* The signer's store is looked at when there is a program to get the signer, and not before. */
static bool take_program(struct loop *loop, struct complete_program *program)
{
    return greeting_programs_have_complete(&loop->programs) &&
           greeting_programs_take(&loop->programs, warm_signer_is_ready(&loop->warm), program);
}

static void serve_program(struct loop *loop, const struct complete_program *program)
{
    size_t count = program->greeting.channels;

    if (!is_for_our_store(loop, program->greeting.store)) {
        answer(program->channels[0], VALUX_AGENT_OTHER_STORE);
    } else {
        if (!warm_signer_give(&loop->warm, program->channels, count))
            answer(program->channels[0], VALUX_AGENT_NONE_READY);
        want_signer(loop, count);
    }
    for (size_t i = 0; i < count; i++)
        close(program->channels[i]);
}

/* The signers that were started before have no key of such a store. */
static enum valux_agent_status unlock(struct loop *loop, const uint8_t *secret, int *socket)
{
    if (loop->unlocked.secret != NULL)
        return VALUX_AGENT_KEPT;
    if (!unlocked_begin(&loop->unlocked, secret, *socket))
        return VALUX_AGENT_NO_MEMORY;
    *socket = -1;
    warm_signer_drop(&loop->warm);
    loop->warm.secret = loop->unlocked.secret;
    return VALUX_AGENT_UNLOCKED;
}

static bool has_pin(const struct loop *loop)
{
    static char seal[VALUX_PATH_SIZE];

    return !valux_paths_join(seal, loop->agent->store, VALUX_SEAL_FILE) ||
           valux_paths_seal_has_pin(AT_FDCWD, seal);
}

static enum valux_agent_status state(const struct loop *loop)
{
    return loop->unlocked.secret != NULL || !has_pin(loop) ? VALUX_AGENT_UNLOCKED
                                                           : VALUX_AGENT_LOCKED;
}

static void serve_control(struct loop *loop, const struct valux_agent_control *control, int socket)
{
    enum valux_agent_status status = VALUX_AGENT_OTHER_STORE;
    int answered = socket;

    if (is_for_our_store(loop, control->store))
        switch (control->verb) {
        case VALUX_AGENT_UNLOCK:
            status = unlock(loop, control->secret, &socket);
            break;
        case VALUX_AGENT_LOCK:
            status = VALUX_AGENT_LOCKED;
            loop->locks = true;
            break;
        case VALUX_AGENT_STATE:
            status = state(loop);
            break;
        }
    answer(answered, status);
    if (socket >= 0)
        close(socket);
}

static void serve_controls(struct loop *loop)
{
    struct valux_agent_control control;
    int socket;

    while (greeting_programs_take_control(&loop->programs, &control, &socket)) {
        serve_control(loop, &control, socket);
        explicit_bzero(&control, sizeof control);
    }
}

/* A program hears twice of a PIN that is checked, and once of any other. */
static void serve_pins(struct loop *loop)
{
    int socket;

    while (greeting_programs_take_pin(&loop->programs, &loop->pin, &socket)) {
        enum valux_agent_status status = VALUX_AGENT_PIN_FAILED;
        if (!has_pin(loop))
            status = VALUX_AGENT_PIN_RIGHT;
        else if (loop->pin.length == 0)
            status = VALUX_AGENT_PIN_WRONG;
        else if (pin_checker_give(&loop->agent->checker, &loop->pin, socket))
            status = VALUX_AGENT_PIN_TAKEN;
        explicit_bzero(&loop->pin, sizeof loop->pin);
        answer(socket, status);
        if (status != VALUX_AGENT_PIN_TAKEN)
            close(socket);
    }
}

static void answer_pins(struct loop *loop)
{
    enum valux_agent_status status;
    int socket;

    while (pin_checker_take(&loop->agent->checker, &socket, &status)) {
        answer(socket, status);
        close(socket);
    }
}

static void start_signer_in_time(struct loop *loop)
{
    if (loop->wanted == 0 || valux_clock_milliseconds() < loop->warm_at)
        return;
    warm_signer_start(&loop->warm, loop->wanted);
    loop->started_at = valux_clock_milliseconds();
    loop->wanted = 0;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool has_nothing(const struct loop *loop)
{
    return loop->programs.count == 0 && loop->wanted == 0 && loop->warm.control < 0 &&
           loop->warm.children == 0 && loop->unlocked.secret == NULL &&
           loop->agent->checker.count == 0;
}

static int64_t end_of_idleness(const struct loop *loop)
{
    return loop->idle_since + (int64_t)loop->agent->idle_seconds * 1000;
}

/* Milliseconds until something is to be done without an event; -1: never. */
static int next_wait(const struct loop *loop)
{
    int64_t next = INT64_MAX;
    int64_t left;

    next = earlier(next, greeting_programs_next_end(&loop->programs));
    if (loop->wanted > 0)
        next = earlier(next, loop->warm_at);
    if (has_nothing(loop))
        next = earlier(next, end_of_idleness(loop));
    if (next == INT64_MAX)
        return -1;
    left = next - valux_clock_milliseconds();
    if (left < 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}

static size_t list_entries(const struct loop *loop, struct pollfd *entries)
{
    size_t count = 0;

    entries[count++] = (struct pollfd){loop->children, POLLIN, 0};
    entries[count++] = (struct pollfd){loop->warm.control, POLLIN, 0};
    entries[count++] = (struct pollfd){loop->unlocked.keeper, POLLIN, 0};
    entries[count++] = (struct pollfd){loop->agent->checker.socket, POLLIN, 0};
    for (size_t i = 0; i < loop->agent->listening.count; i++)
        entries[count++] = (struct pollfd){loop->agent->listening.sockets[i], POLLIN, 0};
    for (size_t i = 0; i < loop->programs.count; i++)
        entries[count++] = (struct pollfd){loop->programs.connections[i].socket, POLLIN, 0};
    return count;
}

/* The entries' order is that of list_entries. */
static void take_events(struct loop *loop, const struct pollfd *entries, size_t count)
{
    struct signalfd_siginfo child;
    struct complete_program program;
    size_t first_program = FIRST_LISTENING + loop->agent->listening.count;

    if (entries[0].revents != 0)
        while (read(loop->children, &child, sizeof child) > 0)
            warm_signer_reap(&loop->warm);
    if (entries[1].revents != 0)
        warm_signer_listen(&loop->warm);
    /* Nothing comes from who keeps it unlocked, but the end. */
    if (entries[2].revents != 0)
        loop->locks = true;
    if (entries[3].revents != 0)
        answer_pins(loop);
    for (size_t i = first_program; i < count; i++)
        if (entries[i].revents != 0)
            greeting_programs_read(&loop->programs, entries[i].fd);
    for (size_t i = FIRST_LISTENING; i < first_program; i++)
        if (entries[i].revents != 0)
            greeting_programs_accept(&loop->programs, entries[i].fd);
    serve_controls(loop);
    serve_pins(loop);
    while (take_program(loop, &program))
        serve_program(loop, &program);
    want_signer_now(loop);
}

int agent_loop_run(struct agent *agent)
{
    static struct loop loop;
    struct pollfd entries[ENTRIES_MAX];

    loop = (struct loop){
        .agent = agent,
        .children = watch_children(),
        .warm = {.path = agent->signer, .store = agent->store, .control = -1},
        .unlocked = {.keeper = -1},
        .idle_since = valux_clock_milliseconds(),
    };
    if (loop.children < 0)
        return 1;
    (void)mlock(&loop, sizeof loop); /* secrets and PINs pass through it */
    while (!loop.locks &&
           (!has_nothing(&loop) || valux_clock_milliseconds() < end_of_idleness(&loop))) {
        size_t count = list_entries(&loop, entries);
        int ready = poll(entries, count, next_wait(&loop));
        if (ready < 0 && errno != EINTR)
            return 1;
        if (ready > 0) {
            take_events(&loop, entries, count);
            loop.idle_since = valux_clock_milliseconds();
        }
        greeting_programs_expire(&loop.programs);
        start_signer_in_time(&loop);
    }
    unlocked_end(&loop.unlocked);
    return 0;
}
