/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/agent_connection.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "valux/clock.h"

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

enum valux_signer_way agent_connection_open(struct signer_channel *channel,
                                            const struct sockaddr_un *address)
{
    if (!make_socket(channel))
        return VALUX_SIGNER_SOCKET_DENIED;
    if (connect(channel->descriptor, (const struct sockaddr *)address, sizeof *address) != 0)
        return way_of_error(errno);
    return VALUX_SIGNER_BY_AGENT;
}

enum valux_signer_way agent_connection_check(const struct signer_channel *channel)
{
    struct ucred listener;
    socklen_t size = sizeof listener;

    return getsockopt(channel->descriptor, SOL_SOCKET, SO_PEERCRED, &listener, &size) == 0 &&
                   listener.uid == geteuid()
               ? VALUX_SIGNER_BY_AGENT
               : VALUX_SIGNER_SOCKET_FOREIGN;
}

enum valux_signer_way agent_connection_begin(struct signer_channel *channel,
                                             struct agent_address *address)
{
    enum valux_signer_way way = agent_address_choose(address);

    if (way == VALUX_SIGNER_BY_AGENT)
        way = agent_connection_open(channel, &address->socket);
    return way == VALUX_SIGNER_BY_AGENT ? agent_connection_check(channel) : way;
}

enum valux_signer_way agent_connection_send(const struct signer_channel *channel,
                                            const uint8_t *frame, size_t size)
{
    return send(channel->descriptor, frame, size, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size
               ? VALUX_SIGNER_BY_AGENT
               : VALUX_SIGNER_AGENT_SILENT;
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

enum valux_signer_way agent_connection_receive(const struct signer_channel *channel,
                                               int64_t milliseconds,
                                               struct valux_agent_answer *answer)
{
    uint8_t frame[VALUX_AGENT_ANSWER_SIZE];

    if (!wait_for_answer(channel->descriptor, milliseconds))
        return VALUX_SIGNER_AGENT_SILENT;
    ssize_t length = recv(channel->descriptor, frame, sizeof frame, MSG_DONTWAIT | MSG_TRUNC);
    /* The agent, or the signer that it had ready, has ended. */
    if (length <= 0)
        return VALUX_SIGNER_AGENT_NOT_READY;
    return valux_agent_answer_decode(frame, (size_t)length, answer) ? VALUX_SIGNER_BY_AGENT
                                                                    : VALUX_SIGNER_AGENT_WRONG;
}
