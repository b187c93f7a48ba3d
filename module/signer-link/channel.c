/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/*
 * How long a receive waits for a message. The limit is on the socket, because a poll(2) before each
 * receive would cost one more system call for each signature.
 */
#define RECEIVE_MICROSECONDS 250000

bool signer_channel_prepare(int socket, struct signer_channel *channel)
{
    const struct timeval interval = {0, RECEIVE_MICROSECONDS};
    struct stat status;

    if (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &interval, sizeof interval) != 0 ||
        fstat(socket, &status) != 0)
        return false;
    *channel = (struct signer_channel){socket, status.st_dev, status.st_ino};
    return true;
}

bool signer_channel_move_from_streams(int *descriptor)
{
    if (*descriptor > STDERR_FILENO)
        return true;
    int moved = *descriptor < 0 ? -1 : fcntl(*descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = moved < 0 ? 0 : moved;
    return moved >= 0;
}

bool signer_channel_is_ours(const struct signer_channel *channel)
{
    struct stat status;

    return channel->descriptor > 0 && fstat(channel->descriptor, &status) == 0 &&
           S_ISSOCK(status.st_mode) && status.st_dev == channel->device &&
           status.st_ino == channel->inode;
}

void signer_channel_close(const struct signer_channel *channel)
{
    if (signer_channel_is_ours(channel))
        close(channel->descriptor);
}
