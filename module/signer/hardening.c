/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/hardening.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/signer_protocol.h"

static bool limit_resources(void)
{
    struct rlimit core = {0, 0};
    struct rlimit locked;

    if (setrlimit(RLIMIT_CORE, &core) != 0 || getrlimit(RLIMIT_MEMLOCK, &locked) != 0)
        return false;
    locked.rlim_cur = locked.rlim_max;
    return setrlimit(RLIMIT_MEMLOCK, &locked) == 0;
}

static bool lead_standard_streams_nowhere(void)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nowhere < 0)
        return false;
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (dup2(nowhere, stream) != stream)
            return false;
    return true;
}

static bool is_channel(int descriptor)
{
    int domain;
    int type;
    socklen_t domain_size = sizeof domain;
    socklen_t type_size = sizeof type;

    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &domain_size) == 0 &&
           getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 &&
           domain == AF_UNIX && type == SOCK_SEQPACKET;
}

bool hardening_finds_channels(size_t channels)
{
    for (int i = 0; i < (int)channels; i++)
        if (!is_channel(VALUX_SIGNER_FIRST_CHANNEL + i))
            return false;
    return true;
}

bool hardening_apply(size_t channels)
{
    int first_other = VALUX_SIGNER_FIRST_CHANNEL + (int)channels;

    umask(077);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        clearenv() != 0 || chdir("/") != 0 || !limit_resources() ||
        !lead_standard_streams_nowhere())
        return false;
    closefrom(first_other);
    return true;
}
