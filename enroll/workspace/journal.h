/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_JOURNAL_H
#define VALUX_ENROLL_WORKSPACE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/store.h"

/*
 * The journal of an acquisition or a renewal that has not ended, the file pending/<request ID>.json
 * in the store. It is written before each step that can't be taken back, so that the acquisition
 * can be brought to its end after a kill at any point. It never holds a one-time password or,
 * readable, a passphrase.
 */

enum journal_kind { JOURNAL_NEW, JOURNAL_RENEWAL };

enum journal_state {
    JOURNAL_PREPARED, /* key and request exist; nothing has been sent */
    JOURNAL_SENDING,  /* the request may have arrived: the centre may have issued */
    JOURNAL_ANSWERED, /* the centre's answer is in the journal */
};

struct journal {
    enum journal_kind kind;
    enum journal_state state;
    char request_id[VALUX_REQUEST_ID_SIZE];
    struct valux_key_id key_id;
    struct valux_key_id old_key_id; /* renewal: of the certificate that is renewed */
    char nickname[VALUX_NICKNAME_MAX + 1];
    char company_id[VALUX_COMPANY_ID_LENGTH + 1];
    char certificate_id[VALUX_CERTIFICATE_ID_LENGTH + 1];
    int64_t started; /* seconds */
    enum valux_centre_profile profile;
    char address[1024];                /* the centre's that the request is for */
    struct valux_bytes request;        /* PKCS#10, DER, without a challengePassword */
    struct valux_bytes sealed_request; /* requests with one, sealed by request_seal; or empty */
    struct valux_bytes answer;         /* of JOURNAL_ANSWERED: the centre's, unread */
};

/* Makes a random UUID (RFC 9562, version 4) for a request. */
bool journal_make_request_id(char request_id[static VALUX_REQUEST_ID_SIZE],
                             struct valux_error *error);

/* Reads a journal's text; the caller frees *journal. `name` is what messages call it. */
bool journal_parse(struct journal *journal, const char *name, const char *text, size_t length,
                   struct valux_error *error);

/* Writes the journal to its file, as a whole. The caller holds the store's lock. */
bool journal_write(const struct journal *journal, const struct valux_store *store,
                   struct valux_error *error);

/* Removes the journal's file. */
bool journal_remove(const struct journal *journal, const struct valux_store *store,
                    struct valux_error *error);

/*
 * Loads all journals of the store, oldest first: *journals is an array of *count that the caller
 * frees with journal_free_all. A journal that can't be read is an error that names its file and
 * says what to do.
 */
bool journal_load_all(const struct valux_store *store, struct journal **journals, size_t *count,
                      struct valux_error *error);

/*
 * Loads all journals that can be read, in the same way. If there are others, *unreadable is the
 * error that journal_load_all would set for one of them, VALUX_ERROR_STORE. If there are none, its
 * domain is VALUX_ERROR_NONE.
 */
bool journal_load_readable(const struct valux_store *store, struct journal **journals,
                           size_t *count, struct valux_error *unreadable,
                           struct valux_error *error);

void journal_free(struct journal *journal);
void journal_free_all(struct journal *journals, size_t count);

#endif
