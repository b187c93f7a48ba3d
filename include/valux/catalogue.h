/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CATALOGUE_H
#define VALUX_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/certificate.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/service_period.h"
#include "valux/snapshot.h"

/*
 * The catalogue in memory. It has what NSS can't hold of the store's certificates, and says which
 * one is selected. The key ID joins an entry with its key. Members of the file that this version
 * does not know are kept.
 */

#define VALUX_CATALOGUE_FILE "catalogue.json"
#define VALUX_CATALOGUE_VERSION 1

#define VALUX_COMPANY_ID_LENGTH 12
#define VALUX_CERTIFICATE_ID_LENGTH 8
#define VALUX_NICKNAME_MAX 20
#define VALUX_REQUEST_ID_SIZE 37 /* a UUID and a zero */

enum valux_acquired_by { VALUX_ACQUIRED_NEW, VALUX_ACQUIRED_RENEWAL, VALUX_ACQUIRED_REPAIR };

struct valux_catalogue_entry {
    struct valux_key_id key_id;
    char nickname[VALUX_NICKNAME_MAX + 1];
    char company_id[VALUX_COMPANY_ID_LENGTH + 1];
    char certificate_id[VALUX_CERTIFICATE_ID_LENGTH + 1];
    struct valux_bytes certificate; /* DER */
    struct valux_bytes *chain;      /* DER, the issuer first */
    size_t chain_count;
    struct valux_certificate parsed;            /* `certificate` taken apart */
    struct valux_service_period service_period; /* the centre's */
    int64_t acquired;                           /* seconds */
    int64_t first_selected;                     /* seconds; 0: never */
    enum valux_acquired_by acquired_by;
    char request_id[VALUX_REQUEST_ID_SIZE];
    enum valux_centre_state centre_state;
    bool superseded;
    struct valux_key_id superseded_by;
    void *json; /* the catalogue's own */
};

struct valux_catalogue {
    uint64_t generation; /* of the last save; rises with each */
    bool keys_in_tpm;    /* where new keys are made; else in the store's NSS database */
    bool has_selected;
    struct valux_key_id selected;
    struct valux_catalogue_entry *entries;
    size_t count;
    void *json; /* the catalogue's own */
};

/* Frees what the catalogue owns and makes it an empty one. */
void valux_catalogue_free(struct valux_catalogue *catalogue);

/*
 * Adds an entry: takes over what it owns, and takes its certificate apart. It does not select the
 * entry. The address of an entry holds until the next addition or removal. VALUX_ERROR_STORE, with
 * the entry still the caller's.
 */
bool valux_catalogue_add(struct valux_catalogue *catalogue, struct valux_catalogue_entry *entry,
                         struct valux_error *error);

/* Removes the entry. If it is selected, the catalogue has no selected entry afterwards. */
void valux_catalogue_remove(struct valux_catalogue *catalogue, struct valux_catalogue_entry *entry);

/*
 * Selects the entry. If it was never selected before, `now` (seconds) is noted as the first time.
 */
void valux_catalogue_select(struct valux_catalogue *catalogue, struct valux_catalogue_entry *entry,
                            int64_t now);

/* The selected entry, which the catalogue owns, or NULL. */
struct valux_catalogue_entry *valux_catalogue_selected(const struct valux_catalogue *catalogue);

struct valux_catalogue_entry *valux_catalogue_by_key_id(const struct valux_catalogue *catalogue,
                                                        struct valux_key_id key_id);

/*
 * The entry that the person names, by its nickname or by its serial number in hexadecimal, or NULL.
 * If a superseded entry has the same nickname as one that is not, the latter is meant.
 */
struct valux_catalogue_entry *valux_catalogue_by_name(const struct valux_catalogue *catalogue,
                                                      const char *name);

/* The facts that decide an entry's status. */
struct valux_status_facts valux_catalogue_facts(const struct valux_catalogue_entry *entry,
                                                const struct valux_configuration *configuration);

/*
 * Takes the entry's certificate apart, into `parsed`, and checks that it belongs to the entry's
 * key. VALUX_ERROR_STORE.
 */
bool valux_catalogue_entry_parse(struct valux_catalogue_entry *entry, struct valux_error *error);

/* Frees what an entry owns that was not added to a catalogue. */
void valux_catalogue_entry_free(struct valux_catalogue_entry *entry);

#endif
