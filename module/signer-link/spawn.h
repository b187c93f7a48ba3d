/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_SPAWN_H
#define VALUX_MODULE_SIGNER_LINK_SPAWN_H

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a signer is started with. */
struct signer_command {
    const char *path;        /* of valux-signer */
    const char *store;       /* the store's path */
    const int *descriptors;  /* what it gets, as the numbers from VALUX_SIGNER_FIRST_CHANNEL on */
    size_t descriptor_count; /* VALUX_SIGNER_CHANNELS_MAX at most */
    size_t channels;
    const char *manner; /* VALUX_SIGNER_UNBOUND, VALUX_SIGNER_WARM or NULL */
};

/*
 * Starts valux-signer with an empty environment, in a session of its own, with no signal ignored or
 * blocked. All descriptors of the caller are to be close-on-exec. False where the system does not
 * start it.
 */
bool signer_spawn(const struct signer_command *command, pid_t *pid);

/*
 * No signal is ignored or blocked in a child that is started with these attributes, whatever the
 * program does with its own. setsid(2) takes the child away from the terminal, where ^C is meant
 * for the program. The caller has initialised the attributes, and destroys them.
 */
bool spawn_set_attributes(posix_spawnattr_t *attributes);

#endif
