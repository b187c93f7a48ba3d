/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sample_store.h"

/*
 * bench-data: a store for listings, at the place that VALUX_HOME names, and the same certificates
 * with their keys as PEM files for other tokens. The store has no key database, which listings do
 * not need. The names are printed, one a line.
 */

#define VALID_DAYS 387

static bool write_key(const char *directory, const char *name, EVP_PKEY *key)
{
    char path[VALUX_PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s-key.pem", directory, name);
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return false;
    bool written = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
    return fclose(file) == 0 && written;
}

static bool encode(X509 *certificate, struct valux_bytes *bytes)
{
    unsigned char *der = NULL;
    int length = i2d_X509(certificate, &der);
    bool result = length > 0 && valux_bytes_copy(bytes, der, (size_t)length);

    OPENSSL_free(der);
    return result;
}

static bool set_key_id(struct valux_catalogue_entry *entry, struct valux_error *error)
{
    struct valux_certificate parsed;

    if (!valux_certificate_parse(&entry->certificate, &parsed, error))
        return false;
    entry->key_id = parsed.key_id;
    valux_certificate_free(&parsed);
    return true;
}

static bool fill_entry(struct sample_store *store, X509 *certificate, const char *name,
                       size_t number, struct valux_catalogue_entry *entry,
                       struct valux_error *error)
{
    *entry = (struct valux_catalogue_entry){.acquired = time(NULL)};
    snprintf(entry->nickname, sizeof entry->nickname, "%s", name);
    snprintf(entry->company_id, sizeof entry->company_id, "VALUXBENCH01");
    snprintf(entry->certificate_id, sizeof entry->certificate_id, "B%07zu", number % 10000000);
    snprintf(entry->request_id, sizeof entry->request_id, "00000000-0000-4000-8000-%012zu",
             number % 1000000000000);
    entry->chain = calloc(1, sizeof *entry->chain);
    if (entry->chain == NULL)
        return false;
    entry->chain_count = 1;
    return encode(certificate, &entry->certificate) &&
           encode(store->authority.issuing, &entry->chain[0]) && set_key_id(entry, error);
}

static bool add_one(struct sample_store *store, const char *directory, size_t number)
{
    bool result = false;
    char name[VALUX_NICKNAME_MAX + 1];
    char path[VALUX_PATH_SIZE];
    struct valux_error error = {.message = "no memory"};
    struct valux_catalogue_entry entry = {0};
    int64_t now = time(NULL);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = NULL;

    snprintf(name, sizeof name, "bench%zu", number);
    snprintf(path, sizeof path, "%s/%s.pem", directory, name);
    if (key != NULL)
        certificate =
            sample_authority_issue(&store->authority, key, name, now - VALUX_SECONDS_PER_DAY,
                                   now + VALID_DAYS * VALUX_SECONDS_PER_DAY, NULL);
    if (certificate == NULL || !write_key(directory, name, key) ||
        !sample_authority_write_certificate(path, certificate))
        goto done;
    if (!fill_entry(store, certificate, name, number, &entry, &error) ||
        !valux_catalogue_add(&store->catalogue, &entry, &error)) {
        fprintf(stderr, "bench-data: %s\n", error.message);
        goto done;
    }
    puts(name);
    result = true;
done:
    valux_catalogue_entry_free(&entry);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return result;
}

static bool make_all(struct sample_store *store, const char *directory, size_t count)
{
    store->configuration.exposure = VALUX_EXPOSURE_USABLE;
    if (!sample_authority_make(&store->authority))
        return false;
    for (size_t i = 1; i <= count; i++)
        if (!add_one(store, directory, i))
            return false;
    valux_catalogue_select(&store->catalogue, &store->catalogue.entries[0], time(NULL));
    return sample_store_save(store);
}

int main(int argc, char *argv[])
{
    struct sample_store store;
    size_t count = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;

    if (count == 0 || getenv("VALUX_HOME") == NULL) {
        fprintf(stderr, "Usage: VALUX_HOME=STORE bench-data COUNT DIRECTORY\n");
        return EXIT_FAILURE;
    }
    bool made = sample_store_open(&store) && make_all(&store, argv[2], count);
    sample_store_close(&store);
    return made ? EXIT_SUCCESS : EXIT_FAILURE;
}
