/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/given_secret.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "valux/paths.h"

/* Whether the agent has ended before this process could ask to be told. */
static bool has_ended(int agent)
{
    char byte;

    return recv(agent, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) == 0;
}

bool given_secret_take(int agent, uint8_t **secret)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    *secret = NULL;
    if (page == MAP_FAILED)
        return false;
    if (mlock(page, size) != 0) {
        munmap(page, size);
        return false;
    }
    ssize_t length = recv(agent, page, VALUX_SEAL_SECRET_SIZE, MSG_DONTWAIT);
    if (length != VALUX_SEAL_SECRET_SIZE) {
        munmap(page, size);
        return length < 0 && errno == EAGAIN;
    }
    *secret = page;
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && !has_ended(agent);
}

void given_secret_wipe(uint8_t *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, VALUX_SEAL_SECRET_SIZE);
    munmap(secret, (size_t)sysconf(_SC_PAGESIZE));
}
