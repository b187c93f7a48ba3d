/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/spawn.h"

#include <signal.h>
#include <stdio.h>

#include "valux/signer_protocol.h"

/*
 * Gives the descriptors the numbers from VALUX_SIGNER_FIRST_CHANNEL on. One of them may have the
 * number that another one is to get, so all of them are first copied to numbers above.
 */
static bool place_descriptors(posix_spawn_file_actions_t *actions,
                              const struct signer_command *command)
{
    int count = (int)command->descriptor_count;
    int above = VALUX_SIGNER_FIRST_CHANNEL + count;

    for (int i = 0; i < count; i++)
        if (command->descriptors[i] >= above)
            above = command->descriptors[i] + 1;
    for (int i = 0; i < count; i++)
        if (posix_spawn_file_actions_adddup2(actions, command->descriptors[i], above + i) != 0)
            return false;
    for (int i = 0; i < count; i++)
        if (posix_spawn_file_actions_adddup2(actions, above + i, VALUX_SIGNER_FIRST_CHANNEL + i) !=
                0 ||
            posix_spawn_file_actions_addclose(actions, above + i) != 0)
            return false;
    return true;
}

bool spawn_set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t all;
    sigset_t none;

    sigfillset(&all);
    sigemptyset(&none);
    return posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSID) == 0;
}

bool signer_spawn(const struct signer_command *command, pid_t *pid)
{
    bool result = false;
    bool actions_made = false;
    bool attributes_made = false;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char count[16];
    char *arguments[] = {(char *)command->path, (char *)command->store, count,
                         (char *)command->manner, NULL};
    char *environment[] = {NULL};

    snprintf(count, sizeof count, "%zu", command->channels);
    actions_made = posix_spawn_file_actions_init(&actions) == 0;
    attributes_made = posix_spawnattr_init(&attributes) == 0;
    if (!actions_made || !attributes_made || !place_descriptors(&actions, command) ||
        !spawn_set_attributes(&attributes))
        goto done;
    result = posix_spawn(pid, command->path, &actions, &attributes, arguments, environment) == 0;
done:
    if (actions_made)
        posix_spawn_file_actions_destroy(&actions);
    if (attributes_made)
        posix_spawnattr_destroy(&attributes);
    return result;
}
