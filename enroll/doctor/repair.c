/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/repair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "valux/catalogue_file.h"
#include "valux/certificate_path.h"
#include "valux/key_certificate.h"
#include "valux/key_pair.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/entry_status.h"
#include "workspace/key_access.h"

/* The CA certificates of the key database, as DER. */
struct authorities {
    struct valux_bytes *der;
    size_t count;
};

static void free_authorities(struct authorities *authorities)
{
    for (size_t i = 0; i < authorities->count; i++)
        valux_bytes_free(&authorities->der[i]);
    free(authorities->der);
}

static bool load_authorities(struct workspace *workspace, struct authorities *authorities,
                             struct valux_error *error)
{
    *authorities = (struct authorities){0};
    return valux_key_database_authorities(workspace->database, &authorities->der,
                                          &authorities->count, error);
}

/* The CA certificate that has signed this one, or NULL. */
static const struct valux_bytes *find_issuer(const struct authorities *authorities,
                                             const struct valux_bytes *certificate)
{
    for (size_t i = 0; i < authorities->count; i++)
        if (valux_certificate_is_issued_by(certificate, &authorities->der[i]))
            return &authorities->der[i];
    return NULL;
}

/* Copies the issuers, from the certificate's own upwards, as far as the key database has them. */
static bool copy_chain(const struct authorities *authorities, struct valux_catalogue_entry *entry)
{
    const struct valux_bytes *issuer = &entry->certificate;

    entry->chain = calloc(VALUX_CHAIN_MAX, sizeof *entry->chain);
    if (entry->chain == NULL)
        return false;
    while (entry->chain_count < VALUX_CHAIN_MAX &&
           (issuer = find_issuer(authorities, issuer)) != NULL) {
        if (!valux_bytes_copy(&entry->chain[entry->chain_count], issuer->data, issuer->length))
            return false;
        entry->chain_count++;
    }
    return true;
}

/* A nickname in the key database reads "NICKNAME COMPANY-ID CERTIFICATE-ID". */
static void read_nickname(const char *text, struct valux_catalogue_entry *entry)
{
    if (sscanf(text, "%20s %12s %8s", entry->nickname, entry->company_id, entry->certificate_id) !=
        3)
        memcpy(entry->nickname, "RESTORED", sizeof "RESTORED");
}

static bool restore(struct workspace *workspace, const struct authorities *authorities,
                    struct valux_key_id key_id, size_t *added, struct valux_error *error)
{
    bool result = false;
    struct valux_catalogue_entry entry = {.acquired_by = VALUX_ACQUIRED_REPAIR};
    struct valux_certificate certificate = {0};
    char nickname[128];

    if (!valux_key_database_certificate(workspace->database, key_id, &entry.certificate, nickname,
                                        sizeof nickname, error))
        goto done;
    if (entry.certificate.length == 0) {
        result = true;
        goto done;
    }
    if (!valux_certificate_parse(&entry.certificate, &certificate, error))
        goto done;
    entry.key_id = key_id;
    entry.acquired = certificate.not_before;
    read_nickname(nickname, &entry);
    if (!copy_chain(authorities, &entry)) {
        valux_error_set_memory(error);
        goto done;
    }
    if (!valux_catalogue_add(&workspace->catalogue, &entry, error))
        goto done;
    (*added)++;
    result = true;
done:
    valux_certificate_free(&certificate);
    valux_catalogue_entry_free(&entry);
    return result;
}

/* Whether `a` came after `b`; of two with the same time, the later one in the catalogue. */
static bool is_newer(const struct valux_catalogue_entry *a, const struct valux_catalogue_entry *b)
{
    return a->parsed.not_before != b->parsed.not_before
               ? a->parsed.not_before > b->parsed.not_before
               : a > b;
}

/*
 * Two certificates with one nickname were a renewal's. Only one entry that is not superseded may
 * have a nickname: the newest one keeps it, and the others become superseded.
 */
static void supersede_older(struct valux_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        struct valux_catalogue_entry *older = &catalogue->entries[i];
        for (size_t j = 0; j < catalogue->count && !older->superseded; j++) {
            const struct valux_catalogue_entry *newer = &catalogue->entries[j];
            if (newer->superseded || strcmp(older->nickname, newer->nickname) != 0 ||
                !is_newer(newer, older))
                continue;
            older->superseded = true;
            older->superseded_by = newer->key_id;
        }
    }
}

/* Selects the certificate that programs can use if there is exactly one and none is selected. */
static void select_only_one(struct workspace *workspace)
{
    struct valux_catalogue *catalogue = &workspace->catalogue;
    struct valux_catalogue_entry *only = NULL;
    int64_t now = time(NULL);

    if (catalogue->has_selected)
        return;
    for (size_t i = 0; i < catalogue->count; i++) {
        struct valux_catalogue_entry *entry = &catalogue->entries[i];
        if (entry->superseded || !valux_status_is_usable(entry_status(workspace, entry, now)))
            continue;
        if (only != NULL)
            return;
        only = entry;
    }
    if (only != NULL)
        valux_catalogue_select(catalogue, only, now);
}

bool repair_catalogue(struct workspace *workspace, size_t *added, struct valux_error *error)
{
    bool result = false;
    struct valux_key_id *key_ids = NULL;
    size_t count = 0;
    struct authorities authorities = {0};

    *added = 0;
    if (!workspace_open_database(workspace, error) ||
        !load_authorities(workspace, &authorities, error) ||
        !valux_key_database_list(workspace->database, &key_ids, &count, error))
        goto done;
    for (size_t i = 0; i < count; i++)
        if (valux_catalogue_by_key_id(&workspace->catalogue, key_ids[i]) == NULL &&
            !restore(workspace, &authorities, key_ids[i], added, error))
            goto done;
    supersede_older(&workspace->catalogue);
    select_only_one(workspace);
    result = true;
done:
    free(key_ids);
    free_authorities(&authorities);
    return result;
}

/* Renames the damaged file and keeps it: what is in it may still help somebody. */
static bool set_aside(const struct workspace *workspace, char name[static REPAIR_NAME_SIZE],
                      struct valux_error *error)
{
    char stamp[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format(time(NULL), stamp);
    snprintf(name, REPAIR_NAME_SIZE, "%s.damaged-%s", VALUX_CATALOGUE_FILE, stamp);
    if (renameat(workspace->store.directory, VALUX_CATALOGUE_FILE, workspace->store.directory,
                 name) != 0)
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be written: %s."), name,
                               strerror(errno));
    return true;
}

bool repair_load_catalogue(struct workspace *workspace, char kept[static REPAIR_NAME_SIZE],
                           struct valux_error *error)
{
    kept[0] = '\0';
    if (valux_catalogue_load(&workspace->catalogue, &workspace->store, error))
        return true;
    if (error->domain != VALUX_ERROR_STORE)
        return false;
    workspace->catalogue = (struct valux_catalogue){.generation = (uint64_t)time(NULL)};
    return set_aside(workspace, kept, error);
}
