/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/keys.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "valux/tpm_key_pair.h"
#include "valux/visibility.h"

struct chosen_keys {
    size_t count;
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

/* Marks the keys that are to be read, in the snapshot's order: the selected one is the first. */
static void choose_keys(struct keys *keys, struct key **wanted, struct chosen_keys *chosen)
{
    const struct valux_snapshot *snapshot = &keys->snapshot;
    int64_t now = time(NULL);

    for (uint32_t i = 0; i < snapshot->header->entry_count; i++) {
        const struct valux_snapshot_entry *entry = &snapshot->entries[i];
        if (!visible_now_or_later(snapshot, entry, now))
            continue;
        keys->keys[i].state = KEY_MISSING;
        if (chosen->count == KEYS_MAX)
            continue;
        wanted[chosen->count] = &keys->keys[i];
        chosen->key_ids[chosen->count++] = entry->key_id;
    }
}

/* Opened while it can be: a sealed process opens nothing. Nothing is sent to it yet. */
static struct valux_tpm *open_tpm(const struct keys *keys)
{
    struct valux_tpm *tpm = NULL;
    struct valux_error ignored;
    const char *name = valux_snapshot_tpm(&keys->snapshot);

    if (name != NULL && faccessat(keys->watch.directory, VALUX_TPM_KEY_DIRECTORY, F_OK, 0) == 0)
        (void)valux_tpm_open(name, &tpm, &ignored);
    return tpm;
}

void keys_start(struct keys *keys, const struct key_source *source)
{
    struct chosen_keys *chosen = calloc(1, sizeof *chosen);
    struct key **wanted = calloc(KEYS_MAX, sizeof(struct key *));

    *keys = (struct keys){0};
    store_watch_begin(&keys->watch, source->store_path);
    if (chosen == NULL || wanted == NULL ||
        valux_snapshot_load(source->store_path, &keys->snapshot, NULL) != VALUX_SNAPSHOT_OK)
        goto done;
    keys->keys = calloc(keys->snapshot.header->entry_count + 1, sizeof *keys->keys);
    if (keys->keys == NULL)
        goto done;
    choose_keys(keys, wanted, chosen);
    keys->tpm = open_tpm(keys);
    keys->arrival = key_arrival_start(source, keys->tpm, wanted, chosen->key_ids, chosen->count);
    if (keys->arrival != NULL)
        wanted = NULL;
done:
    free(wanted);
    free(chosen);
}

bool keys_are_available(const struct keys *keys)
{
    return key_arrival_opens(keys->arrival);
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
    switch (key_arrival_wait(keys->arrival, key)) {
    case KEY_RSA:
    case KEY_EC:
        return key;
    case KEY_AWAITED:
    case KEY_WITHOUT_TPM:
        *status = VALUX_SIGNER_NO_STORE;
        break;
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
