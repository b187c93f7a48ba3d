/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "agent/warm_signer.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer-link/spawn.h"
#include "valux/paths.h"
#include "valux/signer_protocol.h"
#include "valux/snapshot.h"

/* It ends by itself when its socket is closed. */
void warm_signer_drop(struct warm_signer *warm)
{
    if (warm->control >= 0)
        close(warm->control);
    warm->control = -1;
    warm->ready = false;
}

/* All zeros where there is none. */
static struct stat snapshot_of(const struct warm_signer *warm)
{
    static char path[VALUX_PATH_SIZE];
    struct stat status = {0};

    if (valux_paths_join(path, warm->store, VALUX_SNAPSHOT_FILE))
        (void)stat(path, &status);
    return status;
}

bool warm_signer_is_ready(struct warm_signer *warm)
{
    struct stat now;

    if (!warm->ready)
        return false;
    now = snapshot_of(warm);
    if (!valux_snapshot_same_file(&now, &warm->snapshot))
        warm_signer_drop(warm);
    return warm->ready;
}

static bool give_secret(const struct warm_signer *warm)
{
    return warm->secret == NULL || send(warm->control, warm->secret, VALUX_SEAL_SECRET_SIZE,
                                        MSG_NOSIGNAL) == VALUX_SEAL_SECRET_SIZE;
}

void warm_signer_start(struct warm_signer *warm, size_t channels)
{
    int ends[2];
    pid_t pid;

    if (warm->control >= 0 && warm->channels >= channels)
        return;
    warm_signer_drop(warm);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return;
    const struct signer_command command = {
        .path = warm->path,
        .store = warm->store,
        .descriptors = &ends[1],
        .descriptor_count = 1,
        .channels = channels,
        .manner = VALUX_SIGNER_WARM,
    };
    warm->snapshot = snapshot_of(warm);
    warm->control = ends[0];
    warm->channels = channels;
    /* It finds the secret there as soon as it starts. */
    if (give_secret(warm) && signer_spawn(&command, &pid))
        warm->children++;
    else
        warm_signer_drop(warm);
    close(ends[1]);
}

void warm_signer_listen(struct warm_signer *warm)
{
    char byte;

    if (recv(warm->control, &byte, sizeof byte, MSG_DONTWAIT) == (ssize_t)sizeof byte)
        warm->ready = true;
    else
        warm_signer_drop(warm);
}

bool warm_signer_give(struct warm_signer *warm, const int *channels, size_t count)
{
    char byte = 0;
    struct iovec content = {&byte, sizeof byte};
    union {
        char space[CMSG_SPACE(VALUX_SIGNER_CHANNELS_MAX * sizeof(int))];
        struct cmsghdr aligned;
    } control = {0};
    struct msghdr message = {
        .msg_iov = &content,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = CMSG_SPACE(count * sizeof(int)),
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    if (!warm->ready || warm->channels < count)
        return false;
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), channels, count * sizeof(int));
    bool sent =
        sendmsg(warm->control, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof byte;
    warm_signer_drop(warm);
    return sent;
}

void warm_signer_reap(struct warm_signer *warm)
{
    while (waitpid(-1, NULL, WNOHANG) > 0)
        if (warm->children > 0)
            warm->children--;
}
