/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/channel_threads.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "signer/locked_memory.h"
#include "signer/process_id.h"
#include "signer/warm_up.h"

#define CACHE_LINE 64 /* bytes; no two threads write to one line */

static pthread_barrier_t threads_ready;
static pthread_barrier_t channels_open;

struct channel_thread {
    _Alignas(CACHE_LINE)
        pthread_mutex_t working; /* held while it works; taken for ever at the end */
    _Atomic int64_t last_used;   /* seconds of the monotonic clock */
    size_t index;
    int channel; /* -1: there is none for it */
    channel_thread_main *serve;
    const struct keys *keys;
};

static struct channel_thread threads[VALUX_SIGNER_CHANNELS_MAX];
static size_t thread_count;
static bool threads_bound; /* each to its channel's processors */
static bool threads_warm;  /* each signs once before it waits for its channel */
static _Thread_local struct channel_thread *own;

int64_t channel_threads_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

void channel_threads_begin_work(void)
{
    pthread_mutex_lock(&own->working);
    atomic_store_explicit(&own->last_used, channel_threads_seconds(), memory_order_relaxed);
}

void channel_threads_end_work(void)
{
    pthread_mutex_unlock(&own->working);
}

_Noreturn void channel_threads_end(void)
{
    for (size_t i = 0; i < thread_count; i++)
        pthread_mutex_lock(&threads[i].working);
    key_arrival_stop(threads[0].keys->arrival);
    locked_memory_wipe();
    _exit(0);
}

int channel_threads_wait_for_channel(void)
{
    if (threads_warm)
        warm_up();
    pthread_barrier_wait(&threads_ready);
    pthread_barrier_wait(&channels_open);
    while (own->channel < 0)
        poll(NULL, 0, -1);
    return own->channel;
}

static size_t processor_count(const cpu_set_t *allowed)
{
    size_t count = CPU_SETSIZE;

    while (count > 1 && !CPU_ISSET(count - 1, allowed))
        count--;
    return count;
}

/*
 * Binds the calling thread to its channel's processors. Where there are more processors than
 * channels, these are the numbers `index`, `index` + channels and so on. Where there are fewer,
 * channels share a processor in the same way: the client (module/signer-link/) reckons likewise. A
 * filter of the program may deny this. The thread then serves where the scheduler puts it, which is
 * slower and no less safe.
 */
static void choose_processors(size_t index)
{
    size_t step;
    cpu_set_t allowed;
    cpu_set_t chosen;

    CPU_ZERO(&chosen);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    step = processor_count(&allowed);
    step = step < thread_count ? step : thread_count;
    for (size_t i = index % step; i < CPU_SETSIZE; i += step)
        if (CPU_ISSET(i, &allowed))
            CPU_SET(i, &chosen);
    if (CPU_COUNT(&chosen) > 0)
        (void)sched_setaffinity(0, sizeof chosen, &chosen);
}

static void *run_channel(void *argument)
{
    own = argument;
    if (threads_bound)
        choose_processors(own->index);
    own->serve(own->keys);
    channel_threads_end();
}

/* The thread's stack is locked memory too, since libcrypto computes there. */
static bool make_thread(struct channel_thread *thread)
{
    bool result = false;
    pthread_t made;
    pthread_attr_t attributes;
    void *stack = locked_memory_stack();

    if (stack == NULL || pthread_attr_init(&attributes) != 0)
        return false;
    result = pthread_attr_setstack(&attributes, stack, LOCKED_STACK_SIZE) == 0 &&
             pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
             pthread_create(&made, &attributes, run_channel, thread) == 0;
    pthread_attr_destroy(&attributes);
    return result;
}

int64_t channel_threads_last_used(void)
{
    int64_t latest = 0;

    for (size_t i = 0; i < thread_count; i++) {
        int64_t used = atomic_load_explicit(&threads[i].last_used, memory_order_relaxed);
        if (used > latest)
            latest = used;
    }
    return latest;
}

/* The program's thread that started the signer may be bound to one; that is inherited. */
static void use_all_processors(void)
{
    cpu_set_t all;

    memset(&all, 0xff, sizeof all);
    (void)sched_setaffinity(0, sizeof all, &all);
}

bool channel_threads_prepare(size_t channels, bool bound, bool warm, channel_thread_main *serve,
                             const struct keys *keys)
{
    threads_bound = bound;
    threads_warm = warm;
    if (bound)
        use_all_processors();
    if (pthread_barrier_init(&threads_ready, NULL, (unsigned)channels + 1) != 0 ||
        pthread_barrier_init(&channels_open, NULL, (unsigned)channels + 1) != 0)
        return false;
    thread_count = channels;
    for (size_t i = 0; i < channels; i++) {
        threads[i] = (struct channel_thread){
            .working = PTHREAD_MUTEX_INITIALIZER,
            .index = i,
            .channel = -1,
            .serve = serve,
            .keys = keys,
        };
        if (!make_thread(&threads[i]))
            return false;
    }
    return true;
}

bool channel_threads_seal(const struct sandbox *sandbox)
{
    pthread_barrier_wait(&threads_ready);
    if (!sandbox_enter(sandbox))
        return false;
    process_id_keep();
    return true;
}

void channel_threads_serve(const int *channels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        threads[i].channel = channels[i];
    pthread_barrier_wait(&channels_open);
}
