/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/awaited_channels.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "valux/agent_protocol.h"

bool awaited_channels_say_ready(int agent)
{
    static const char ready;

    return send(agent, &ready, sizeof ready, MSG_NOSIGNAL) == (ssize_t)sizeof ready;
}

static bool wait_for_message(int agent, unsigned idle_seconds)
{
    struct pollfd entry = {agent, POLLIN, 0};
    int milliseconds =
        idle_seconds == 0 || idle_seconds > INT_MAX / 1000 ? -1 : (int)idle_seconds * 1000;
    int ready;

    do
        ready = poll(&entry, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

static bool take_descriptors(const struct msghdr *message, struct awaited_channels *channels)
{
    const struct cmsghdr *control = CMSG_FIRSTHDR(message);

    if ((message->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || control == NULL ||
        control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
        return false;
    channels->count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    if (channels->count == 0 || channels->count > VALUX_SIGNER_CHANNELS_MAX)
        return false;
    memcpy(channels->descriptors, CMSG_DATA(control), channels->count * sizeof(int));
    return true;
}

bool awaited_channels_receive(int agent, unsigned idle_seconds, struct awaited_channels *channels)
{
    char byte;
    struct iovec content = {&byte, sizeof byte};
    union {
        char space[CMSG_SPACE(VALUX_SIGNER_CHANNELS_MAX * sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct msghdr message = {
        .msg_iov = &content,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };

    return wait_for_message(agent, idle_seconds) &&
           recvmsg(agent, &message, MSG_CMSG_CLOEXEC) == (ssize_t)sizeof byte &&
           take_descriptors(&message, channels);
}

bool awaited_channels_welcome(const struct awaited_channels *channels)
{
    const struct valux_agent_answer answer = {.status = VALUX_AGENT_READY};
    uint8_t frame[VALUX_AGENT_ANSWER_SIZE];

    valux_agent_answer_encode(&answer, frame);
    return send(channels->descriptors[0], frame, sizeof frame, MSG_NOSIGNAL) ==
           (ssize_t)sizeof frame;
}
