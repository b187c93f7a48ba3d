/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "service.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "locked_memory.h"
#include "process_id.h"

/* Held for reading by threads that compute, and for writing, for good, by the one that ends. */
static pthread_rwlock_t working = PTHREAD_RWLOCK_INITIALIZER;
static _Atomic int64_t last_used; /* seconds of the monotonic clock */

static pthread_barrier_t threads_ready;
static pthread_barrier_t process_sealed;

struct channel_thread {
    int channel;
    service_channel *serve;
    const struct keys *keys;
};

static int64_t seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

void service_begin_work(void)
{
    pthread_rwlock_rdlock(&working);
    atomic_store_explicit(&last_used, seconds_now(), memory_order_relaxed);
}

void service_end_work(void)
{
    pthread_rwlock_unlock(&working);
}

_Noreturn void service_end(void)
{
    pthread_rwlock_wrlock(&working);
    locked_memory_wipe();
    _exit(0);
}

static void *run_channel(void *argument)
{
    const struct channel_thread *thread = argument;

    thread->serve(thread->channel, thread->keys);
    service_end();
}

void service_wait_until_sealed(void)
{
    pthread_barrier_wait(&threads_ready);
    pthread_barrier_wait(&process_sealed);
}

/*
 * Every so many-th of the processors that this process may use, so that each channel has its own:
 * a host's thread takes the channel of the processor that it runs on.
 */
static bool choose_processors(pthread_attr_t *attributes, size_t channel, size_t channels)
{
    cpu_set_t allowed;
    cpu_set_t chosen;

    CPU_ZERO(&chosen);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return true;
    for (size_t i = channel; i < CPU_SETSIZE; i += channels)
        if (CPU_ISSET(i, &allowed))
            CPU_SET(i, &chosen);
    return CPU_COUNT(&chosen) == 0 ||
           pthread_attr_setaffinity_np(attributes, sizeof chosen, &chosen) == 0;
}

/* A stack is locked memory as well: libcrypto computes there. */
static bool make_thread(struct channel_thread *thread, size_t channels)
{
    bool result = false;
    pthread_t made;
    pthread_attr_t attributes;
    void *stack = locked_memory_stack();

    if (stack == NULL || pthread_attr_init(&attributes) != 0)
        return false;
    result = choose_processors(&attributes, (size_t)(thread->channel - VALUX_SIGNER_FIRST_CHANNEL),
                               channels) &&
             pthread_attr_setstack(&attributes, stack, LOCKED_STACK_SIZE) == 0 &&
             pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
             pthread_create(&made, &attributes, run_channel, thread) == 0;
    pthread_attr_destroy(&attributes);
    return result;
}

static _Noreturn void end_when_idle(unsigned idle_seconds)
{
    for (;;) {
        int64_t left = last_used + idle_seconds - seconds_now();
        if (idle_seconds > 0 && left <= 0)
            service_end();
        if (idle_seconds == 0 || left > INT32_MAX / 1000)
            left = INT32_MAX / 1000;
        poll(NULL, 0, (int)left * 1000);
    }
}

/* The host's thread that started the signer may have been bound to one. */
static void use_all_processors(void)
{
    cpu_set_t all;

    memset(&all, 0xff, sizeof all);
    (void)sched_setaffinity(0, sizeof all, &all);
}

bool service_prepare(size_t channels, service_channel *serve, const struct keys *keys)
{
    static struct channel_thread threads[VALUX_SIGNER_CHANNELS_MAX];

    use_all_processors();
    if (pthread_barrier_init(&threads_ready, NULL, (unsigned)channels + 1) != 0 ||
        pthread_barrier_init(&process_sealed, NULL, (unsigned)channels + 1) != 0 ||
        !sandbox_leave_paths())
        return false;
    for (size_t i = 0; i < channels; i++) {
        threads[i] = (struct channel_thread){VALUX_SIGNER_FIRST_CHANNEL + (int)i, serve, keys};
        if (!make_thread(&threads[i], channels))
            return false;
    }
    return true;
}

void service_run(const struct sandbox *sandbox, unsigned idle_seconds)
{
    pthread_barrier_wait(&threads_ready);
    if (!sandbox_enter(sandbox))
        return;
    process_id_keep();
    last_used = seconds_now();
    pthread_barrier_wait(&process_sealed);
    end_when_idle(idle_seconds);
}
