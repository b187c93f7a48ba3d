/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/idle_end.h"

#include <poll.h>
#include <stdint.h>

#include "signer/channel_threads.h"

_Noreturn void idle_end_wait(unsigned idle_seconds)
{
    int64_t sealed_at = channel_threads_seconds();

    for (;;) {
        int64_t used = channel_threads_last_used();
        int64_t left =
            (used > sealed_at ? used : sealed_at) + idle_seconds - channel_threads_seconds();
        if (idle_seconds > 0 && left <= 0)
            channel_threads_end();
        if (idle_seconds == 0 || left > INT32_MAX / 1000)
            left = INT32_MAX / 1000;
        poll(NULL, 0, (int)left * 1000);
    }
}
