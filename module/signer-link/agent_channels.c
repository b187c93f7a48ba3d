/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/agent_channels.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "signer-link/agent_address.h"
#include "valux/agent_protocol.h"
#include "valux/clock.h"

/*
 * How long the answer is waited for. A signer that is ready answers in a tenth of this; where none
 * is, the program is better off with one that it starts itself, if it can.
 */
#define ANSWER_MILLISECONDS 5
#define ONLY_ANSWER_MILLISECONDS 5000
/* The store may change once more after the agent has chosen a signer. */
#define ONLY_TRIES 3

/* A socket that can be a channel: not one of the program's standard streams. */
static bool make_socket(struct signer_channel *channel)
{
    int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (!signer_channel_move_from_streams(&made))
        return false;
    if (signer_channel_prepare(made, channel))
        return true;
    close(made);
    return false;
}

static enum valux_signer_way way_of_error(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return VALUX_SIGNER_SOCKET_MISSING;
    case ECONNREFUSED:
        return VALUX_SIGNER_SOCKET_STALE;
    case EAGAIN: /* as many wait there as may */
        return VALUX_SIGNER_AGENT_SILENT;
    case EPROTOTYPE:
        return VALUX_SIGNER_AGENT_WRONG;
    default:
        return VALUX_SIGNER_SOCKET_DENIED;
    }
}

/*
 * Whether this user listens there: the agent, or systemd for it. The first channel tells for all:
 * nobody else can put another socket into the user's own directory meanwhile.
 */
static bool is_own_user(int socket)
{
    struct ucred listener;
    socklen_t size = sizeof listener;

    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &listener, &size) == 0 &&
           listener.uid == geteuid();
}

static enum valux_signer_way connect_channel(struct signer_channel *channel,
                                             const struct agent_address *address,
                                             const struct valux_agent_greeting *greeting)
{
    uint8_t frame[VALUX_AGENT_GREETING_SIZE];

    if (!make_socket(channel))
        return VALUX_SIGNER_SOCKET_DENIED;
    if (connect(channel->descriptor, (const struct sockaddr *)&address->socket,
                sizeof address->socket) != 0)
        return way_of_error(errno);
    if (greeting->channel == 0 && !is_own_user(channel->descriptor))
        return VALUX_SIGNER_SOCKET_FOREIGN;
    valux_agent_greeting_encode(greeting, frame);
    if (send(channel->descriptor, frame, sizeof frame, MSG_NOSIGNAL | MSG_DONTWAIT) !=
        (ssize_t)sizeof frame)
        return VALUX_SIGNER_AGENT_SILENT;
    return VALUX_SIGNER_BY_AGENT;
}

static bool wait_for_answer(int socket, int64_t milliseconds)
{
    int64_t deadline = valux_clock_milliseconds() + milliseconds;
    struct pollfd entry = {socket, POLLIN, 0};

    for (;;) {
        int64_t left = deadline - valux_clock_milliseconds();
        int ready = poll(&entry, 1, left < 0 ? 0 : (int)left);
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

static enum valux_signer_way receive_answer(int socket, bool only_way)
{
    uint8_t frame[VALUX_AGENT_ANSWER_SIZE];
    struct valux_agent_answer answer;

    if (!wait_for_answer(socket, only_way ? ONLY_ANSWER_MILLISECONDS : ANSWER_MILLISECONDS))
        return VALUX_SIGNER_AGENT_SILENT;
    ssize_t length = recv(socket, frame, sizeof frame, MSG_DONTWAIT | MSG_TRUNC);
    /* The agent, or the signer that it had ready, has ended. */
    if (length <= 0)
        return VALUX_SIGNER_AGENT_NOT_READY;
    if (!valux_agent_answer_decode(frame, (size_t)length, &answer))
        return VALUX_SIGNER_AGENT_WRONG;
    switch (answer.status) {
    case VALUX_AGENT_READY:
        return VALUX_SIGNER_BY_AGENT;
    case VALUX_AGENT_OTHER_STORE:
        return VALUX_SIGNER_AGENT_OF_OTHER_STORE;
    case VALUX_AGENT_NONE_READY:
    case VALUX_AGENT_UNLOCKED:
    case VALUX_AGENT_LOCKED:
    case VALUX_AGENT_KEPT:
    case VALUX_AGENT_NO_MEMORY:
        break;
    }
    return VALUX_SIGNER_AGENT_NOT_READY;
}

/* Channels are sockets that wait. */
static bool let_wait(const struct signer_channel *channels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fcntl(channels[i].descriptor, F_SETFL, 0) != 0)
            return false;
    return true;
}

static enum valux_signer_way open_once(const struct agent_address *address,
                                       struct signer_channel *channels, size_t count)
{
    struct valux_agent_greeting greeting = {.channels = (uint32_t)count};
    enum valux_signer_way way = VALUX_SIGNER_BY_AGENT;

    greeting.waits = address->only_way;
    greeting.store[0] = address->store[0];
    greeting.store[1] = address->store[1];
    if (getrandom(greeting.program, sizeof greeting.program, GRND_NONBLOCK) !=
        (ssize_t)sizeof greeting.program)
        return VALUX_SIGNER_SOCKET_DENIED;
    for (size_t i = 0; i < count && way == VALUX_SIGNER_BY_AGENT; i++) {
        greeting.channel = (uint32_t)i;
        way = connect_channel(&channels[i], address, &greeting);
    }
    if (way == VALUX_SIGNER_BY_AGENT)
        way = receive_answer(channels[0].descriptor, address->only_way);
    if (way == VALUX_SIGNER_BY_AGENT && !let_wait(channels, count))
        way = VALUX_SIGNER_SOCKET_DENIED;
    if (way != VALUX_SIGNER_BY_AGENT)
        for (size_t i = 0; i < count; i++) {
            signer_channel_close(&channels[i]);
            channels[i] = (struct signer_channel){0};
        }
    return way;
}

enum valux_signer_way agent_channels_open(struct signer_channel *channels, size_t count)
{
    struct agent_address address;
    enum valux_signer_way way = agent_address_choose(&address);
    int tries = 0;

    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    do
        way = open_once(&address, channels, count);
    while (way == VALUX_SIGNER_AGENT_NOT_READY && address.only_way && ++tries < ONLY_TRIES);
    return way;
}
