/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/client.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

#include "signer-link/exchange.h"
#include "signer-link/process.h"
#include "valux/clock.h"

/* The longest waits: for a free channel, and for an answer, the signer's start included. */
#define CHANNEL_MILLISECONDS 10000
#define REQUEST_MILLISECONDS 10000
/* After a failure no signer is started for so long; each further failure doubles the time. */
#define BACK_OFF_MILLISECONDS 100
#define BACK_OFF_MOST_MILLISECONDS 5000
/*
 * How often one request is tried again, after a death of the signer and after a change of the
 * store. One command of the helper can change the store several times.
 */
#define DEATHS_MAX 1
#define CHANGES_MAX 3

static struct {
    pthread_mutex_t lock;
    pthread_cond_t given_back;
    struct signer_process process;
    unsigned long epoch; /* rises when a process is started or ended */
    _Atomic unsigned long
        stops; /* of signer_client_stop: a request that began before starts no signer */
    bool borrowed[VALUX_SIGNER_CHANNELS_MAX];
    int64_t back_off;              /* milliseconds; 0: the last request went well */
    int64_t retry_at;              /* a time of valux_clock_milliseconds */
    bool at_exit;                  /* the program ends: no process is started any more */
    _Atomic unsigned long failure; /* the last one, of enum valux_signer_failure */
    _Atomic unsigned long way;     /* of the last signer, of enum valux_signer_way */
} client = {.lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP, .given_back = PTHREAD_COND_INITIALIZER};

/*
 * A frame for each channel. They are not on the stack, because a program's thread may have a small
 * one. A page that was never used costs no memory.
 */
static uint8_t frames[VALUX_SIGNER_CHANNELS_MAX][VALUX_SIGNER_FRAME_MAX];

/* A channel that one thread has for itself until it gives it back. */
struct borrowed_channel {
    struct signer_channel channel;
    size_t index;
    unsigned long epoch;
};

/* The functions from here to `borrow` are called with the lock held. */

static void note_failure(void)
{
    client.back_off = client.back_off == 0 ? BACK_OFF_MILLISECONDS : client.back_off * 2;
    if (client.back_off > BACK_OFF_MOST_MILLISECONDS)
        client.back_off = BACK_OFF_MOST_MILLISECONDS;
    client.retry_at = valux_clock_milliseconds() + client.back_off;
}

static void note_success(void)
{
    client.back_off = 0;
    if (client.failure != VALUX_SIGNER_NO_FAILURE)
        client.failure = VALUX_SIGNER_NO_FAILURE;
}

static void end_process(enum signer_process_end how)
{
    signer_process_end(&client.process, how, client.borrowed);
    if (client.process.failure != VALUX_SIGNER_NO_FAILURE)
        client.failure = client.process.failure;
    client.epoch++;
    pthread_cond_broadcast(&client.given_back);
}

static bool ensure_process(void)
{
    if (client.process.runs)
        return true;
    if (client.at_exit)
        return false;
    if (client.back_off != 0 && valux_clock_milliseconds() < client.retry_at)
        return false;
    if (!signer_process_start(&client.process)) {
        client.failure = VALUX_SIGNER_NOT_STARTED;
        note_failure();
        return false;
    }
    client.way = client.process.way;
    client.epoch++;
    return true;
}

/*
 * Finds a free channel: one of the calling thread's processor, or any where those are taken. The
 * signer serves each channel on the channel's own processor, because to wake a thread of another
 * processor costs a good part of a P-256 signature.
 */
static bool find_free(size_t *index)
{
    size_t count = client.process.channel_count;
    size_t step = client.process.processors < count ? client.process.processors : count;
    int processor = sched_getcpu();

    for (*index = processor < 0 ? 0 : (size_t)processor % step; *index < count; *index += step)
        if (!client.borrowed[*index])
            return true;
    for (*index = 0; *index < count; (*index)++)
        if (!client.borrowed[*index])
            return true;
    return false;
}

static bool wait_for_channel(int64_t deadline)
{
    struct timespec until = {(time_t)(deadline / 1000), (long)(deadline % 1000 * 1000000)};

    return pthread_cond_clockwait(&client.given_back, &client.lock, CLOCK_MONOTONIC, &until) !=
           ETIMEDOUT;
}

static bool borrow(unsigned long stops, struct borrowed_channel *taken)
{
    bool result = false;
    int64_t deadline = valux_clock_milliseconds() + CHANNEL_MILLISECONDS;

    pthread_mutex_lock(&client.lock);
    while (client.stops == stops && ensure_process()) {
        if (find_free(&taken->index)) {
            taken->channel = client.process.channels[taken->index];
            taken->epoch = client.epoch;
            client.borrowed[taken->index] = true;
            result = true;
            break;
        }
        if (!wait_for_channel(deadline))
            break;
    }
    pthread_mutex_unlock(&client.lock);
    return result;
}

/* What becomes of the process after this outcome of a request. */
static void judge_process(enum signer_exchange_outcome outcome)
{
    switch (outcome) {
    case SIGNER_EXCHANGE_ANSWERED:
        note_success();
        break;
    case SIGNER_EXCHANGE_IMPOSSIBLE:
    case SIGNER_EXCHANGE_UNAVAILABLE:
        break;
    case SIGNER_EXCHANGE_TIMED_OUT:
        signer_process_distrust_agent(&client.process, true);
        end_process(SIGNER_PROCESS_KILL);
        break;
    case SIGNER_EXCHANGE_LOST:
        end_process(SIGNER_PROCESS_KILL);
        break;
    case SIGNER_EXCHANGE_DIED:
        signer_process_distrust_agent(&client.process, false);
        end_process(SIGNER_PROCESS_ASK);
        break;
    case SIGNER_EXCHANGE_STALE:
    case SIGNER_EXCHANGE_NO_STORE:
        end_process(SIGNER_PROCESS_ASK);
        break;
    }
}

static void give_back(const struct borrowed_channel *taken, enum signer_exchange_outcome outcome)
{
    pthread_mutex_lock(&client.lock);
    client.borrowed[taken->index] = false;
    if (taken->epoch != client.epoch)
        signer_channel_close(&taken->channel);
    else
        judge_process(outcome);
    if (outcome == SIGNER_EXCHANGE_NO_STORE) {
        client.failure = VALUX_SIGNER_STORE_UNAVAILABLE;
        note_failure();
    }
    pthread_cond_signal(&client.given_back);
    pthread_mutex_unlock(&client.lock);
}

/* What the program is told where the data of its request are wrong. */
static CK_RV wrong_data(enum valux_signer_verb verb, CK_RV of_sign, CK_RV of_decrypt)
{
    if (verb == VALUX_SIGNER_SIGN)
        return of_sign;
    return verb == VALUX_SIGNER_DECRYPT ? of_decrypt : CKR_MECHANISM_PARAM_INVALID;
}

static CK_RV error_of_status(enum valux_signer_status status, enum valux_signer_verb verb)
{
    switch (status) {
    case VALUX_SIGNER_OK:
        return CKR_OK;
    case VALUX_SIGNER_REFUSED:
    case VALUX_SIGNER_NO_KEY:
        return CKR_KEY_HANDLE_INVALID;
    case VALUX_SIGNER_BAD_REQUEST:
        return CKR_MECHANISM_PARAM_INVALID;
    case VALUX_SIGNER_BAD_LENGTH:
        return wrong_data(verb, CKR_DATA_LEN_RANGE, CKR_ENCRYPTED_DATA_LEN_RANGE);
    case VALUX_SIGNER_BAD_DATA:
        return wrong_data(verb, CKR_DATA_INVALID, CKR_ENCRYPTED_DATA_INVALID);
    case VALUX_SIGNER_STALE:
    case VALUX_SIGNER_NO_STORE:
    case VALUX_SIGNER_FAILED:
        break;
    }
    return CKR_DEVICE_ERROR;
}

static CK_RV take_answer(const struct valux_signer_response *response, enum valux_signer_verb verb,
                         uint8_t *answer, size_t *answer_length)
{
    size_t size = *answer_length;

    if (response->status != VALUX_SIGNER_OK)
        return error_of_status(response->status, verb);
    *answer_length = response->payload_length;
    if (response->payload_length > size)
        return CKR_BUFFER_TOO_SMALL;
    if (response->payload_length > 0)
        memcpy(answer, response->payload, response->payload_length);
    return CKR_OK;
}

/*
 * Wipes as much of the frame as the request or its answer took. Both may be secrets: an AES key
 * goes out, and the key that it unwraps comes back.
 */
static void wipe_frame(uint8_t *frame, const struct valux_signer_request *request,
                       const struct valux_signer_response *response)
{
    size_t longest = request->payload_length > response->payload_length ? request->payload_length
                                                                        : response->payload_length;

    if (longest > VALUX_SIGNER_PAYLOAD_MAX)
        longest = VALUX_SIGNER_PAYLOAD_MAX;
    explicit_bzero(frame, VALUX_SIGNER_FRAME_MAX - VALUX_SIGNER_PAYLOAD_MAX + longest);
}

/*
 * Tries the request once; *rv is set where the signer has answered, or where the protocol does not
 * have the request. The answer is copied before the channel is given back, since the frame that it
 * lies in belongs to the channel.
 */
static enum signer_exchange_outcome try_request(const struct valux_signer_request *request,
                                                unsigned long stops, uint8_t *answer,
                                                size_t *answer_length, CK_RV *rv)
{
    struct borrowed_channel taken;
    struct valux_signer_response response;
    enum signer_exchange_outcome outcome;

    if (!borrow(stops, &taken))
        return SIGNER_EXCHANGE_UNAVAILABLE;
    outcome = signer_exchange(&taken.channel, valux_clock_milliseconds() + REQUEST_MILLISECONDS,
                              request, frames[taken.index], &response);
    if (outcome == SIGNER_EXCHANGE_ANSWERED)
        *rv = take_answer(&response, request->verb, answer, answer_length);
    wipe_frame(frames[taken.index], request, &response);
    if (outcome == SIGNER_EXCHANGE_IMPOSSIBLE)
        *rv = request->payload_length > VALUX_SIGNER_PAYLOAD_MAX
                  ? wrong_data(request->verb, CKR_DATA_LEN_RANGE, CKR_ENCRYPTED_DATA_LEN_RANGE)
                  : CKR_MECHANISM_PARAM_INVALID;
    give_back(&taken, outcome);
    return outcome;
}

/* Whether the signer or the channel to it has failed. */
static bool is_death(enum signer_exchange_outcome outcome)
{
    return outcome == SIGNER_EXCHANGE_DIED || outcome == SIGNER_EXCHANGE_TIMED_OUT ||
           outcome == SIGNER_EXCHANGE_LOST;
}

/* Whether the request is to be tried once more. Counts deaths and changes of the store. */
static bool try_again(enum signer_exchange_outcome outcome, int *deaths, int *changes)
{
    if (outcome == SIGNER_EXCHANGE_STALE)
        return ++*changes <= CHANGES_MAX;
    return is_death(outcome) && ++*deaths <= DEATHS_MAX;
}

CK_RV signer_client_request(const struct valux_signer_request *request, uint8_t *answer,
                            size_t *answer_length)
{
    int deaths = 0;
    int changes = 0;
    enum signer_exchange_outcome outcome;
    CK_RV rv = CKR_DEVICE_ERROR;
    unsigned long stops = client.stops;

    do
        outcome = try_request(request, stops, answer, answer_length, &rv);
    while (try_again(outcome, &deaths, &changes));
    if (is_death(outcome)) {
        pthread_mutex_lock(&client.lock);
        note_failure();
        pthread_mutex_unlock(&client.lock);
    }
    return rv;
}

unsigned long signer_client_failure(void)
{
    return client.failure;
}

unsigned long signer_client_way(void)
{
    return client.way;
}

void signer_client_prepare(void)
{
    if (pthread_mutex_trylock(&client.lock) != 0)
        return;
    if (client.process.runs && signer_process_ended(&client.process))
        end_process(SIGNER_PROCESS_ASK);
    (void)ensure_process();
    pthread_mutex_unlock(&client.lock);
}

void signer_client_stop(void)
{
    pthread_mutex_lock(&client.lock);
    client.stops++;
    client.back_off = 0;
    end_process(SIGNER_PROCESS_ASK);
    pthread_mutex_unlock(&client.lock);
}

void signer_client_end_at_exit(void)
{
    if (pthread_mutex_trylock(&client.lock) != 0)
        return;
    client.at_exit = true;
    if (signer_process_is_own(&client.process))
        end_process(SIGNER_PROCESS_ASK);
    pthread_mutex_unlock(&client.lock);
}

void signer_client_forget(void)
{
    signer_process_forget(&client.process);
    client.lock = (pthread_mutex_t)PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
    client.given_back = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    memset(client.borrowed, 0, sizeof client.borrowed);
    client.back_off = 0;
}
