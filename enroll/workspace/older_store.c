/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/older_store.h"

#include "valux/text.h"
#include "workspace/contact.h"
#include "workspace/store_note.h"

/* What the note and a catalogue have in common, and what the catalogue lacks. */
struct comparison {
    bool related;
    size_t missing;
    struct store_note_certificate last_missing;
};

static void compare(const struct store_note *note, const struct valux_catalogue *catalogue,
                    struct comparison *comparison)
{
    struct store_note_certificate certificate;

    *comparison = (struct comparison){0};
    for (size_t i = 0; i < store_note_count(note); i++) {
        store_note_get(note, i, &certificate);
        if (valux_catalogue_by_key_id(catalogue, certificate.key_id) != NULL) {
            comparison->related = true;
        } else if (!certificate.removed) {
            comparison->missing++;
            comparison->last_missing = certificate;
        }
    }
}

static bool is_older(const struct store_note *note, uint64_t generation,
                     const struct comparison *comparison)
{
    return generation < note->generation && comparison->related && comparison->missing > 0;
}

static void explain(const struct comparison *comparison,
                    const struct valux_configuration *configuration, struct valux_error *error)
{
    valux_error_set(
        error, VALUX_ERROR_STORE,
        dngettext(VALUX_TEXT_DOMAIN,
                  "The store is older than it was: it was put back from a backup. %zu certificate "
                  "is missing with its key: %s, serial number %s. If you have a newer backup, put "
                  "that back. Otherwise have the missing certificate revoked by the VALUX centre, "
                  "renew the older one again if it can still be renewed, and accept the store as "
                  "it is: valux-enroll repair",
                  "The store is older than it was: it was put back from a backup. %zu certificates "
                  "are missing with their keys, the last one %s, serial number %s. If you have a "
                  "newer backup, put that back. Otherwise have the missing certificates revoked by "
                  "the VALUX centre, renew the older ones again if they can still be renewed, and "
                  "accept the store as it is: valux-enroll repair",
                  comparison->missing),
        comparison->missing, comparison->last_missing.nickname,
        comparison->last_missing.serial_number);
    contact_add(configuration, error->message, sizeof error->message);
}

enum older_store older_store_check(const struct valux_store *store,
                                   const struct valux_catalogue *catalogue,
                                   const struct valux_configuration *configuration,
                                   struct valux_error *error)
{
    enum older_store result = OLDER_STORE_UNKNOWN;
    struct store_note note;
    struct comparison comparison;

    if (store_note_load(&note, store, error)) {
        compare(&note, catalogue, &comparison);
        result =
            is_older(&note, catalogue->generation, &comparison) ? OLDER_STORE_YES : OLDER_STORE_NO;
        if (result == OLDER_STORE_YES)
            explain(&comparison, configuration, error);
    }
    store_note_free(&note);
    return result;
}

bool older_store_note(const struct valux_store *store, const struct valux_catalogue *catalogue,
                      uint64_t before, struct valux_error *error)
{
    bool result = true;
    struct store_note note;
    struct comparison comparison;
    struct valux_error unreadable;

    if (!store_note_load(&note, store, &unreadable))
        store_note_free(&note); /* it is made anew */
    compare(&note, catalogue, &comparison);
    bool older = is_older(&note, before, &comparison);
    bool current = note.document != NULL && note.generation == catalogue->generation &&
                   (comparison.related || catalogue->count == 0) && comparison.missing == 0;
    if (current || (note.document == NULL && catalogue->count == 0) ||
        (older && note.generation > catalogue->generation))
        goto done;
    result = (older ? store_note_set_generation(&note, catalogue->generation + 1)
                    : store_note_follow(&note, catalogue,
                                        comparison.related || catalogue->count == 0)) ||
             valux_error_set_memory(error);
    result = result && store_note_save(&note, store, error);
done:
    store_note_free(&note);
    return result;
}

bool older_store_accept(const struct valux_store *store, const struct valux_catalogue *catalogue,
                        struct valux_error *error)
{
    struct store_note note;
    struct valux_error unreadable;

    (void)store_note_load(&note, store, &unreadable);
    bool result = (store_note_follow(&note, catalogue, true) || valux_error_set_memory(error)) &&
                  store_note_save(&note, store, error);
    store_note_free(&note);
    return result;
}
