/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/keys.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "signer/key_reader_process.h"
#include "signer/locked_memory.h"
#include "signer/private_key.h"
#include "valux/visibility.h"

struct keys_loading {
    struct keys *keys;
    struct key_reader_process reader;
    size_t count;
    uint32_t entries[KEYS_MAX];
    struct valux_key_id key_ids[KEYS_MAX];
};

/*
 * Whether programs see the entry now, or will see it by time alone. The only moment at which an
 * entry becomes visible by time is its start; every later change by time hides it.
 */
static bool visible_now_or_later(const struct valux_snapshot *snapshot,
                                 const struct valux_snapshot_entry *entry, int64_t now)
{
    const struct valux_status_facts *facts = &entry->facts;
    int64_t start =
        facts->service_start > facts->not_before ? facts->service_start : facts->not_before;

    return valux_visible(snapshot, entry, now) ||
           (now < start && valux_visible(snapshot, entry, start));
}

static void choose_keys(struct keys *keys, struct keys_loading *loading)
{
    const struct valux_snapshot *snapshot = &keys->snapshot;
    int64_t now = time(NULL);

    for (uint32_t i = 0; i < snapshot->header->entry_count; i++) {
        const struct valux_snapshot_entry *entry = &snapshot->entries[i];
        if (!visible_now_or_later(snapshot, entry, now))
            continue;
        keys->keys[i].state = KEY_MISSING;
        if (loading->count == KEYS_MAX)
            continue;
        loading->key_ids[loading->count] = entry->key_id;
        loading->entries[loading->count++] = i;
    }
}

struct keys_loading *keys_start(struct keys *keys, const char *store_path)
{
    struct keys_loading *loading = calloc(1, sizeof *loading);

    *keys = (struct keys){0};
    store_watch_begin(&keys->watch, store_path);
    if (loading == NULL)
        return NULL;
    loading->keys = keys;
    if (valux_snapshot_load(store_path, &keys->snapshot, NULL) != VALUX_SNAPSHOT_OK)
        goto failed;
    keys->keys = calloc(keys->snapshot.header->entry_count + 1, sizeof *keys->keys);
    if (keys->keys == NULL)
        goto failed;
    choose_keys(keys, loading);
    if (loading->count > 0 &&
        !key_reader_process_start(store_path, loading->key_ids, loading->count, &loading->reader))
        goto failed;
    return loading;
failed:
    free(loading);
    return NULL;
}

static size_t bytes_of(int bits)
{
    return ((size_t)bits + 7) / 8;
}

static void parse_key(struct key *key, const struct private_key_record *record)
{
    EVP_PKEY *private_key = private_key_parse(record->pkcs8, record->length);

    if (private_key == NULL)
        return;
    switch (EVP_PKEY_get_base_id(private_key)) {
    case EVP_PKEY_RSA:
        *key = (struct key){KEY_RSA, private_key, bytes_of(EVP_PKEY_get_bits(private_key))};
        break;
    case EVP_PKEY_EC:
        *key = (struct key){KEY_EC, private_key, bytes_of(EVP_PKEY_get_bits(private_key))};
        break;
    default:
        EVP_PKEY_free(private_key);
    }
}

static void *receive_keys(void *argument)
{
    const struct keys_loading *loading = argument;
    size_t received = 0;
    struct private_key_record *record = OPENSSL_malloc(sizeof *record);

    while (received < loading->count && record != NULL &&
           key_reader_process_next(&loading->reader, record) && record->index < loading->count) {
        if (record->length > 0)
            parse_key(&loading->keys->keys[loading->entries[record->index]], record);
        OPENSSL_cleanse(record, sizeof *record);
        received++;
    }
    loading->keys->available = received == loading->count;
    OPENSSL_free(record);
    return NULL;
}

/* A thread of its own parses the keys, since parts of them stay on its stack, which is wiped. */
void keys_finish(struct keys_loading *loading)
{
    if (loading == NULL)
        return;
    (void)locked_memory_call(receive_keys, loading);
    if (loading->count > 0)
        key_reader_process_end(&loading->reader);
    free(loading);
}

bool keys_are_stale(const struct keys *keys)
{
    return store_watch_has_changed(&keys->watch);
}

const struct key *keys_for_program(const struct keys *keys, struct valux_key_id key_id,
                                   enum valux_signer_status *status)
{
    const struct valux_snapshot_entry *entry =
        valux_snapshot_entry_by_key_id(&keys->snapshot, key_id);
    const struct key *key;

    *status = VALUX_SIGNER_NO_KEY;
    if (entry == NULL)
        return NULL;
    *status = VALUX_SIGNER_REFUSED;
    if (!valux_visible(&keys->snapshot, entry, time(NULL)))
        return NULL;
    key = &keys->keys[entry - keys->snapshot.entries];
    switch (key->state) {
    case KEY_RSA:
    case KEY_EC:
        return key;
    case KEY_MISSING:
        *status = VALUX_SIGNER_NO_KEY;
        break;
    case KEY_LEFT_OUT:
        /* The clock was set back since the start: a new signer will have the key. */
        *status = VALUX_SIGNER_STALE;
        break;
    }
    return NULL;
}
