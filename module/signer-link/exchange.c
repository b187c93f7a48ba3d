/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/exchange.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "valux/clock.h"

static enum signer_exchange_outcome wait_for_room(int channel, int64_t deadline)
{
    for (;;) {
        struct pollfd entry = {channel, POLLOUT, 0};
        int64_t left = deadline - valux_clock_milliseconds();

        if (left <= 0)
            return SIGNER_EXCHANGE_TIMED_OUT;
        int ready = poll(&entry, 1, (int)left);
        if (ready > 0)
            return SIGNER_EXCHANGE_ANSWERED;
        if (ready < 0 && errno != EINTR)
            return SIGNER_EXCHANGE_DIED;
    }
}

static enum signer_exchange_outcome send_frame(int channel, int64_t deadline, const uint8_t *frame,
                                               size_t length)
{
    for (;;) {
        ssize_t sent = send(channel, frame, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent == (ssize_t)length)
            return SIGNER_EXCHANGE_ANSWERED;
        if (sent >= 0 || (errno != EAGAIN && errno != EINTR))
            return SIGNER_EXCHANGE_DIED;
        enum signer_exchange_outcome ready = wait_for_room(channel, deadline);
        if (ready != SIGNER_EXCHANGE_ANSWERED)
            return ready;
    }
}

/* Sends the request in as many frames as its payload takes. */
static enum signer_exchange_outcome send_request(int channel, int64_t deadline,
                                                 const struct valux_signer_request *request,
                                                 uint8_t *frame)
{
    struct valux_signer_request part = *request;
    size_t left = request->payload_length;
    enum signer_exchange_outcome outcome;
    size_t length;

    do {
        part.payload_length = left > VALUX_SIGNER_PAYLOAD_MAX ? VALUX_SIGNER_PAYLOAD_MAX : left;
        left -= part.payload_length;
        part.more = left > 0;
        if (!valux_signer_request_encode(&part, frame, VALUX_SIGNER_FRAME_MAX, &length))
            return SIGNER_EXCHANGE_IMPOSSIBLE;
        outcome = send_frame(channel, deadline, frame, length);
        if (part.more)
            part.payload += part.payload_length;
    } while (outcome == SIGNER_EXCHANGE_ANSWERED && part.more);
    return outcome;
}

static enum signer_exchange_outcome receive_response(const struct signer_channel *channel,
                                                     int64_t deadline, uint8_t *frame,
                                                     struct valux_signer_response *response)
{
    for (;;) {
        ssize_t length = recv(channel->descriptor, frame, VALUX_SIGNER_FRAME_MAX, MSG_TRUNC);
        if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            /* Meanwhile the program may have given the number to a file of its own. */
            if (!signer_channel_is_ours(channel))
                return SIGNER_EXCHANGE_LOST;
            if (valux_clock_milliseconds() < deadline)
                continue;
            return SIGNER_EXCHANGE_TIMED_OUT;
        }
        if (length <= 0 || length > VALUX_SIGNER_FRAME_MAX ||
            !valux_signer_response_decode(frame, (size_t)length, response))
            return SIGNER_EXCHANGE_DIED;
        if (response->status == VALUX_SIGNER_STALE)
            return SIGNER_EXCHANGE_STALE;
        return response->status == VALUX_SIGNER_NO_STORE ? SIGNER_EXCHANGE_NO_STORE
                                                         : SIGNER_EXCHANGE_ANSWERED;
    }
}

enum signer_exchange_outcome signer_exchange(const struct signer_channel *channel, int64_t deadline,
                                             const struct valux_signer_request *request,
                                             uint8_t *frame, struct valux_signer_response *response)
{
    enum signer_exchange_outcome outcome;

    *response = (struct valux_signer_response){0};
    if (!signer_channel_is_ours(channel))
        return SIGNER_EXCHANGE_LOST;
    outcome = send_request(channel->descriptor, deadline, request, frame);
    return outcome == SIGNER_EXCHANGE_ANSWERED
               ? receive_response(channel, deadline, frame, response)
               : outcome;
}
