/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/agent_address.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "signer-link/own_path.h"
#include "valux/agent_protocol.h"
#include "valux/paths.h"

/* Not on the stack, because a program's thread may have a small one. */
static char own_store[VALUX_PATH_SIZE];
static char seal[VALUX_PATH_SIZE];

/* XDG Base Directory Specification: the user must own it, and be the only one who may write it. */
static enum valux_signer_way check_runtime_directory(const char *path)
{
    struct stat status;

    if (path == NULL || path[0] != '/')
        return VALUX_SIGNER_RUNTIME_DIRECTORY_UNSET;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return VALUX_SIGNER_RUNTIME_DIRECTORY_MISSING;
    if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return VALUX_SIGNER_RUNTIME_DIRECTORY_FOREIGN;
    return VALUX_SIGNER_BY_AGENT;
}

static bool identify_store(uint64_t store[static 2])
{
    struct stat status;

    if (!valux_paths_store(own_store) || stat(own_store, &status) != 0)
        return false;
    store[0] = status.st_dev;
    store[1] = status.st_ino;
    return true;
}

static enum valux_signer_way set_path(struct agent_address *address, const char *directory,
                                      const char *name)
{
    size_t size = sizeof address->socket.sun_path;
    int length = snprintf(address->socket.sun_path, size, "%s/%s", directory, name);

    return length < 0 || (size_t)length >= size ? VALUX_SIGNER_SOCKET_PATH_TOO_LONG
                                                : VALUX_SIGNER_BY_AGENT;
}

bool agent_address_is_only_way(void)
{
    return own_path_published_store() != NULL ||
           (valux_paths_store(own_store) && valux_paths_join(seal, own_store, VALUX_SEAL_FILE) &&
            valux_paths_seal_has_pin(AT_FDCWD, seal));
}

enum valux_signer_way agent_address_choose(struct agent_address *address)
{
    const char *published = own_path_published_store();
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    enum valux_signer_way way;

    *address = (struct agent_address){.socket = {.sun_family = AF_UNIX}};
    address->only_way = agent_address_is_only_way();
    if (published != NULL)
        return set_path(address, published, VALUX_AGENT_PUBLISHED_SOCKET);
    way = check_runtime_directory(runtime);
    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    way = set_path(address, runtime, VALUX_AGENT_SOCKET);
    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    return identify_store(address->store) ? VALUX_SIGNER_BY_AGENT
                                          : VALUX_SIGNER_AGENT_OF_OTHER_STORE;
}
