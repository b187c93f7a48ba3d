/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/key_arrival.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>

#include "signer/locked_memory.h"
#include "signer/private_key.h"

struct key_arrival {
    struct key_reader_process reader;
    struct valux_tpm *tpm;
    struct key **keys; /* in the order in which they are read */
    size_t count;
    struct locked_memory_call parsing;
    pthread_mutex_t working; /* held while a key is parsed; taken for ever at the end */
    _Atomic bool opened;     /* the database is open */
    pthread_mutex_t lock;    /* of what follows, and of changes of `opened` and of keys' states */
    pthread_cond_t changed;
    bool running; /* the thread that parses */
    bool ended;   /* no more keys will come */
};

static size_t bytes_of(int bits)
{
    return ((size_t)bits + 7) / 8;
}

/* The key's file, with its authorization behind it (valux/key_reader.h). */
static EVP_PKEY *parse_tpm_key(struct valux_tpm *tpm, const struct private_key_record *record)
{
    if (record->length < VALUX_TPM_AUTHORIZATION_SIZE)
        return NULL;
    size_t length = record->length - VALUX_TPM_AUTHORIZATION_SIZE;
    return valux_tpm_private_key(tpm, record->pkcs8, length, record->pkcs8 + length);
}

/* Fills *key but for its state, which is returned. */
static enum key_state parse_key(struct valux_tpm *tpm, struct key *key,
                                const struct private_key_record *record)
{
    EVP_PKEY *private_key;

    if (valux_tpm_is_key_file(record->pkcs8, record->length)) {
        if (tpm == NULL)
            return KEY_WITHOUT_TPM;
        private_key = parse_tpm_key(tpm, record);
    } else {
        private_key = private_key_parse(record->pkcs8, record->length);
    }
    if (private_key == NULL)
        return KEY_MISSING;
    key->private_key = private_key;
    key->size = bytes_of(EVP_PKEY_get_bits(private_key));
    switch (EVP_PKEY_get_base_id(private_key)) {
    case EVP_PKEY_RSA:
        return KEY_RSA;
    case EVP_PKEY_EC:
        return KEY_EC;
    default:
        return KEY_MISSING;
    }
}

static void note_running(struct key_arrival *arrival)
{
    pthread_mutex_lock(&arrival->lock);
    arrival->running = true;
    pthread_cond_broadcast(&arrival->changed);
    pthread_mutex_unlock(&arrival->lock);
}

static void note_opened(struct key_arrival *arrival)
{
    pthread_mutex_lock(&arrival->lock);
    arrival->opened = true;
    pthread_cond_broadcast(&arrival->changed);
    pthread_mutex_unlock(&arrival->lock);
}

static void note_ended(struct key_arrival *arrival)
{
    pthread_mutex_lock(&arrival->lock);
    arrival->ended = true;
    pthread_cond_broadcast(&arrival->changed);
    pthread_mutex_unlock(&arrival->lock);
}

static void take_key(struct key_arrival *arrival, const struct private_key_record *record)
{
    struct key *key = arrival->keys[record->index];
    enum key_state state;

    pthread_mutex_lock(&arrival->working);
    state = record->length == 0 ? KEY_MISSING : parse_key(arrival->tpm, key, record);
    locked_memory_wipe_stack();
    pthread_mutex_unlock(&arrival->working);
    pthread_mutex_lock(&arrival->lock);
    atomic_store_explicit(&key->state, state, memory_order_release);
    pthread_cond_broadcast(&arrival->changed);
    pthread_mutex_unlock(&arrival->lock);
}

static struct private_key_record *make_record(struct key_arrival *arrival)
{
    pthread_mutex_lock(&arrival->working);
    struct private_key_record *record = OPENSSL_malloc(sizeof *record);
    pthread_mutex_unlock(&arrival->working);
    return record;
}

/*
 * Does what libcrypto would do by itself at the thread's end. There key_arrival_stop could not hold
 * it off, and it would use memory that is wiped then.
 */
static void leave_libcrypto(struct key_arrival *arrival, struct private_key_record *record)
{
    pthread_mutex_lock(&arrival->working);
    OPENSSL_free(record);
    OPENSSL_thread_stop();
    pthread_mutex_unlock(&arrival->working);
}

static void *parse_keys(void *argument)
{
    struct key_arrival *arrival = argument;
    size_t received = 0;
    struct private_key_record *record = make_record(arrival);

    note_running(arrival);
    while (received < arrival->count && record != NULL &&
           key_reader_process_next(&arrival->reader, record)) {
        if (record->index == KEY_READER_OPENED) {
            note_opened(arrival);
            continue;
        }
        if (record->index >= arrival->count)
            break;
        take_key(arrival, record);
        OPENSSL_cleanse(record, sizeof *record);
        received++;
    }
    leave_libcrypto(arrival, record);
    note_ended(arrival);
    return NULL;
}

struct key_arrival *key_arrival_start(const struct key_source *source, struct valux_tpm *tpm,
                                      struct key **keys, const struct valux_key_id *key_ids,
                                      size_t count)
{
    struct key_arrival *arrival = calloc(1, sizeof *arrival);

    if (arrival == NULL)
        return NULL;
    if (count > 0 && !key_reader_process_start(source, key_ids, count, &arrival->reader)) {
        free(arrival);
        return NULL;
    }
    arrival->tpm = tpm;
    arrival->keys = keys;
    arrival->count = count;
    arrival->opened = arrival->ended = count == 0;
    arrival->working = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    arrival->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    arrival->changed = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    for (size_t i = 0; i < count; i++) {
        keys[i]->place = (uint32_t)i;
        keys[i]->state = KEY_AWAITED;
    }
    return arrival;
}

int key_arrival_descriptor(const struct key_arrival *arrival)
{
    return arrival == NULL || arrival->count == 0 ? -1 : arrival->reader.descriptor;
}

bool key_arrival_parse(struct key_arrival *arrival)
{
    return arrival == NULL || arrival->count == 0 ||
           locked_memory_begin_call(parse_keys, arrival, &arrival->parsing);
}

void key_arrival_wait_for_thread(struct key_arrival *arrival)
{
    if (arrival == NULL || arrival->count == 0)
        return;
    pthread_mutex_lock(&arrival->lock);
    while (!arrival->running)
        pthread_cond_wait(&arrival->changed, &arrival->lock);
    pthread_mutex_unlock(&arrival->lock);
}

void key_arrival_finish(struct key_arrival *arrival)
{
    if (arrival == NULL || arrival->count == 0)
        return;
    locked_memory_end_call(&arrival->parsing);
    key_reader_process_end(&arrival->reader);
}

void key_arrival_stop(struct key_arrival *arrival)
{
    if (arrival != NULL)
        pthread_mutex_lock(&arrival->working);
}

bool key_arrival_opens(struct key_arrival *arrival)
{
    bool opened;

    if (arrival == NULL)
        return false;
    if (atomic_load_explicit(&arrival->opened, memory_order_acquire))
        return true;
    pthread_mutex_lock(&arrival->lock);
    while (!arrival->opened && !arrival->ended)
        pthread_cond_wait(&arrival->changed, &arrival->lock);
    opened = arrival->opened;
    pthread_mutex_unlock(&arrival->lock);
    return opened;
}

enum key_state key_arrival_wait(struct key_arrival *arrival, const struct key *key)
{
    enum key_state state = atomic_load_explicit(&key->state, memory_order_acquire);

    if (state != KEY_AWAITED)
        return state;
    key_reader_process_ask(&arrival->reader, key->place);
    pthread_mutex_lock(&arrival->lock);
    while ((state = key->state) == KEY_AWAITED && !arrival->ended)
        pthread_cond_wait(&arrival->changed, &arrival->lock);
    pthread_mutex_unlock(&arrival->lock);
    return state;
}
