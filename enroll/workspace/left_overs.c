/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/left_overs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/key_certificate.h"
#include "valux/key_pair.h"
#include "valux/tpm_key_pair.h"
#include "workspace/journal.h"

#define RANDOM_LENGTH 16 /* hexadecimal digits at the end of a temporary file's name */

/* valux_file_replace writes to a temporary file ".NAME.RANDOM" first. */
static bool is_temporary(const char *name)
{
    const char *random = strrchr(name, '.');

    return name[0] == '.' && random > name + 1 && strlen(random + 1) == RANDOM_LENGTH &&
           strspn(random + 1, "0123456789abcdef") == RANDOM_LENGTH;
}

static bool is_of(const char *name, const char *of)
{
    size_t length = strlen(of);

    return strncmp(name + 1, of, length) == 0 && strlen(name) == length + 2 + RANDOM_LENGTH;
}

/* Those of the file `of`; of all files if it is NULL. */
static void remove_temporary_files(int parent, const char *name, const char *of)
{
    const struct dirent *entry;
    int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *entries = directory < 0 ? NULL : fdopendir(directory);

    if (entries == NULL) {
        if (directory >= 0)
            close(directory);
        return;
    }
    while ((entry = readdir(entries)) != NULL)
        if (is_temporary(entry->d_name) && (of == NULL || is_of(entry->d_name, of)))
            (void)unlinkat(directory, entry->d_name, 0);
    closedir(entries);
}

void left_overs_remove_files(const struct valux_store *store)
{
    remove_temporary_files(store->directory, ".", NULL);
    remove_temporary_files(store->directory, VALUX_STORE_PENDING_DIRECTORY, NULL);
    remove_temporary_files(store->directory, VALUX_TPM_KEY_DIRECTORY, NULL);
}

void left_overs_remove_temporary(int directory, const char *name)
{
    remove_temporary_files(directory, ".", name);
}

/* Whether the catalogue, or a journal whose request may have been sent, has the key. */
static bool is_needed(const struct valux_catalogue *catalogue, const struct journal *journals,
                      size_t count, struct valux_key_id key_id)
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].state != JOURNAL_PREPARED && valux_key_id_equal(journals[i].key_id, key_id))
            return true;
    return valux_catalogue_by_key_id(catalogue, key_id) != NULL;
}

/*
 * A key that has a certificate is no left-over, even if the catalogue does not know it: the
 * catalogue may have been lost, and `repair` brings such certificates back.
 */
static bool remove_if_uncertified(struct valux_key_database *database, struct valux_key_id key_id,
                                  struct valux_error *error)
{
    struct valux_bytes certificate;
    char nickname[64];

    if (!valux_key_database_certificate(database, key_id, &certificate, nickname, sizeof nickname,
                                        error))
        return false;
    bool certified = certificate.length > 0;
    valux_bytes_free(&certificate);
    return certified || valux_key_database_remove(database, key_id, error);
}

/* The journals of requests that were never sent. */
static bool remove_journals(const struct valux_store *store, const struct journal *journals,
                            size_t count, struct valux_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].state == JOURNAL_PREPARED && !journal_remove(&journals[i], store, error))
            return false;
    return true;
}

bool left_overs_remove_keys(const struct valux_store *store,
                            const struct valux_catalogue *catalogue,
                            struct valux_key_database *database, struct valux_error *error)
{
    bool result = false;
    struct journal *journals = NULL;
    size_t journal_count = 0;
    struct valux_key_id *key_ids = NULL;
    size_t key_count = 0;

    if (!journal_load_all(store, &journals, &journal_count, error) ||
        !valux_key_database_remove_left_overs(database, error) ||
        !valux_key_database_list(database, &key_ids, &key_count, error))
        goto done;
    for (size_t i = 0; i < key_count; i++)
        if (!is_needed(catalogue, journals, journal_count, key_ids[i]) &&
            !remove_if_uncertified(database, key_ids[i], error))
            goto done;
    result = remove_journals(store, journals, journal_count, error);
done:
    free(key_ids);
    journal_free_all(journals, journal_count);
    return result;
}
