/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/signer.h"

#include <stdlib.h>

#include "signer/digests.h"
#include "signer/hardening.h"
#include "signer/locked_memory.h"
#include "signer/warm_up.h"

#define EXIT_USAGE 2

static size_t channel_count(const char *argument)
{
    char *end;
    unsigned long count = strtoul(argument, &end, 10);

    return *end != '\0' || count > VALUX_SIGNER_CHANNELS_MAX ? 0 : count;
}

int signer_main(int argument_count, char *arguments[], service_channel *serve)
{
    static struct keys keys;
    struct keys_loading *loading;
    struct sandbox *sandbox;
    size_t channels = argument_count == 3 ? channel_count(arguments[2]) : 0;
    unsigned idle_seconds = 0;

    if (channels == 0)
        return EXIT_USAGE;
    if (!hardening_apply(channels) || !locked_memory_for_libcrypto())
        return EXIT_FAILURE;
    /* The keys are unwrapped by another process while this one gets itself ready. */
    loading = keys_start(&keys, arguments[1]);
    sandbox = sandbox_prepare(&keys.watch);
    if (sandbox == NULL || !locked_memory_start_libcrypto() || !digests_load() ||
        !service_prepare(channels, serve, &keys))
        return EXIT_FAILURE;
    warm_up();
    keys_finish(loading);
    if (keys.snapshot.header != NULL)
        idle_seconds = keys.snapshot.header->signer_idle_seconds;
    service_run(sandbox, idle_seconds);
    return EXIT_FAILURE;
}
