/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/signer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "signer/awaited_channels.h"
#include "signer/digests.h"
#include "signer/given_secret.h"
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

struct manner {
    bool bound; /* threads stay on the processors of their channels */
    bool warm;  /* it is the agent's, and its channels come later */
};

static bool read_manner(int argument_count, char *arguments[], struct manner *manner)
{
    *manner = (struct manner){.bound = true};
    if (argument_count == 3)
        return true;
    if (argument_count != 4)
        return false;
    manner->bound = strcmp(arguments[3], VALUX_SIGNER_UNBOUND) != 0;
    manner->warm = strcmp(arguments[3], VALUX_SIGNER_WARM) == 0;
    return !manner->bound || manner->warm;
}

/* The channels that the module has given its child. */
static void serve_first_channels(size_t channels)
{
    int descriptors[VALUX_SIGNER_CHANNELS_MAX];

    for (size_t i = 0; i < channels; i++)
        descriptors[i] = VALUX_SIGNER_FIRST_CHANNEL + (int)i;
    channel_threads_serve(descriptors, channels);
}

/*
 * The channels that the agent sends. A signer whose store has changed meanwhile is of no use to the
 * program, which then starts another one by itself.
 */
static void serve_awaited_channels(const struct keys *keys, size_t channels, unsigned idle_seconds)
{
    struct awaited_channels awaited;

    if (!keys_are_available(keys) || !awaited_channels_say_ready(VALUX_SIGNER_FIRST_CHANNEL) ||
        !awaited_channels_receive(VALUX_SIGNER_FIRST_CHANNEL, idle_seconds, &awaited) ||
        awaited.count > channels || keys_are_stale(keys) || !awaited_channels_welcome(&awaited))
        channel_threads_end();
    close(VALUX_SIGNER_FIRST_CHANNEL);
    channel_threads_serve(awaited.descriptors, awaited.count);
}

static _Noreturn void serve_programs(const struct keys *keys, size_t channels,
                                     const struct manner *manner)
{
    unsigned idle_seconds =
        keys->snapshot.header == NULL ? 0 : keys->snapshot.header->signer_idle_seconds;

    if (!manner->warm)
        serve_first_channels(channels);
    key_arrival_finish(keys->arrival);
    if (manner->warm)
        serve_awaited_channels(keys, channels, idle_seconds);
    idle_end_wait(idle_seconds);
}

int signer_main(int argument_count, char *arguments[], channel_thread_main *serve)
{
    static struct keys keys;
    struct sandbox *sandbox;
    struct manner manner;
    uint8_t *secret = NULL;
    size_t channels =
        read_manner(argument_count, arguments, &manner) ? channel_count(arguments[2]) : 0;
    size_t descriptors = manner.warm ? 1 : channels;

    if (channels == 0 || !hardening_finds_channels(descriptors))
        return VALUX_SIGNER_WRONG_USAGE;
    if (!hardening_apply(descriptors))
        return VALUX_SIGNER_NOT_HARDENED;
    if (!locked_memory_for_libcrypto())
        return VALUX_SIGNER_SYSTEM_FAILED;
    /* The keys are read by another process while this one gets itself ready and serves. */
    if (manner.warm && !given_secret_take(VALUX_SIGNER_FIRST_CHANNEL, &secret))
        return VALUX_SIGNER_SYSTEM_FAILED;
    keys_start(&keys, &(struct key_source){arguments[1], secret});
    given_secret_wipe(secret);
    sandbox = sandbox_prepare(&(struct sandbox_descriptors){
        .watch = &keys.watch,
        .tpm = keys.tpm == NULL ? -1 : valux_tpm_descriptor(keys.tpm),
        .keys = key_arrival_descriptor(keys.arrival),
        .agent = manner.warm ? VALUX_SIGNER_FIRST_CHANNEL : -1,
    });
    if (sandbox == NULL)
        return VALUX_SIGNER_NO_SECCOMP;
    if (!locked_memory_start_libcrypto() || !digests_load())
        return VALUX_SIGNER_SYSTEM_FAILED;
    if (!sandbox_leave_paths())
        return VALUX_SIGNER_NO_LANDLOCK;
    if (!channel_threads_prepare(channels, manner.bound, manner.warm, serve, &keys) ||
        !key_arrival_parse(keys.arrival))
        return VALUX_SIGNER_SYSTEM_FAILED;
    warm_up();
    key_arrival_wait_for_thread(keys.arrival);
    if (!channel_threads_seal(sandbox))
        return VALUX_SIGNER_NO_SECCOMP;
    serve_programs(&keys, channels, &manner);
}
