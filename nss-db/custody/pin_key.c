/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "custody/pin_key.h"

#include <openssl/evp.h>
#include <string.h>
#include <time.h>

#include "valux/text.h"

#define BLOCK_SIZE UINT64_C(8) /* scrypt's r */
#define MEASURED_LOG2_N 14
#define LARGEST_LOG2_N 17 /* 128 MiB */
#define LEAST_SECONDS 0.25
#define MOST_SECONDS 0.5

bool pin_key_derive(const char *pin, const uint8_t salt[static PIN_SALT_SIZE],
                    const struct pin_cost *cost, uint8_t key[static PIN_KEY_SIZE],
                    struct valux_error *error)
{
    uint64_t n = UINT64_C(1) << cost->log2_n;
    uint64_t parallel = (uint64_t)cost->parallel;
    uint64_t memory = 128 * BLOCK_SIZE * (n + parallel + 2);

    return EVP_PBE_scrypt(pin, strlen(pin), salt, PIN_SALT_SIZE, n, BLOCK_SIZE, parallel, memory,
                          key, PIN_KEY_SIZE) == 1 ||
           valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                           _("There is not enough memory to check the PIN."));
}

/* The processor's time, which other programs' work does not lengthen. */
static double seconds_used(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

bool pin_cost_measure(struct pin_cost *cost, struct valux_error *error)
{
    static const uint8_t salt[PIN_SALT_SIZE];
    uint8_t key[PIN_KEY_SIZE];
    double begin = seconds_used();

    *cost = (struct pin_cost){.log2_n = MEASURED_LOG2_N, .parallel = 1};
    if (!pin_key_derive("a PIN to measure with", salt, cost, key, error))
        return false;
    double seconds = seconds_used() - begin;
    while (cost->log2_n < LARGEST_LOG2_N && 2 * seconds <= MOST_SECONDS) {
        cost->log2_n++;
        seconds *= 2;
    }
    double one = seconds;
    while (cost->parallel < PIN_PARALLEL_MAX && seconds < LEAST_SECONDS) {
        cost->parallel++;
        seconds += one;
    }
    return true;
}
