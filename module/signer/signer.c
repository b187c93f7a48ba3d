/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/signer.h"

#include <stdlib.h>
#include <string.h>

#include "signer/digests.h"
#include "signer/hardening.h"
#include "signer/idle_end.h"
#include "signer/locked_memory.h"
#include "signer/warm_up.h"
#include "valux/signer_failure.h"

static size_t channel_count(const char *argument)
{
    char *end;
    unsigned long count = strtoul(argument, &end, 10);

    return *end != '\0' || count > VALUX_SIGNER_CHANNELS_MAX ? 0 : count;
}

/* What the module adds where a signer was killed by a filter for system calls. */
static bool is_unbound(int argument_count, char *arguments[])
{
    return argument_count == 4 && strcmp(arguments[3], VALUX_SIGNER_UNBOUND) == 0;
}

int signer_main(int argument_count, char *arguments[], channel_thread_main *serve)
{
    static struct keys keys;
    struct keys_loading *loading;
    struct sandbox *sandbox;
    bool bound = argument_count == 3;
    size_t channels =
        bound || is_unbound(argument_count, arguments) ? channel_count(arguments[2]) : 0;
    unsigned idle_seconds = 0;

    if (channels == 0 || !hardening_finds_channels(channels))
        return VALUX_SIGNER_WRONG_USAGE;
    if (!hardening_apply(channels))
        return VALUX_SIGNER_NOT_HARDENED;
    if (!locked_memory_for_libcrypto())
        return VALUX_SIGNER_SYSTEM_FAILED;
    /* The keys are read by another process while this one gets itself ready. */
    loading = keys_start(&keys, arguments[1]);
    sandbox = sandbox_prepare(&keys.watch);
    if (sandbox == NULL)
        return VALUX_SIGNER_NO_SECCOMP;
    if (!locked_memory_start_libcrypto() || !digests_load())
        return VALUX_SIGNER_SYSTEM_FAILED;
    if (!sandbox_leave_paths())
        return VALUX_SIGNER_NO_LANDLOCK;
    if (!channel_threads_prepare(channels, bound, serve, &keys))
        return VALUX_SIGNER_SYSTEM_FAILED;
    warm_up();
    keys_finish(loading);
    if (keys.snapshot.header != NULL)
        idle_seconds = keys.snapshot.header->signer_idle_seconds;
    if (!channel_threads_start(sandbox))
        return VALUX_SIGNER_NO_SECCOMP;
    idle_end_wait(idle_seconds);
}
