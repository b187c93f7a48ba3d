/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "make_store_arguments.h"
#include "sample_store.h"
#include "valux/key_pair.h"

static bool choose(const char *const names[], const char *text, size_t length, int *chosen)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strlen(names[i]) == length && strncmp(names[i], text, length) == 0) {
            *chosen = i;
            return true;
        }
    }
    fprintf(stderr, "make-store: %.*s is not known\n", (int)length, text);
    return false;
}

/* The n-th name of a list separated by commas, which is taken in turn. */
static bool key_type_at(const char *list, size_t number, enum valux_key_type *type)
{
    size_t names = 1;
    int chosen;

    for (const char *c = list; *c != '\0'; c++)
        names += *c == ',';
    for (number %= names; number > 0; number--)
        list = strchr(list, ',') + 1;
    if (!choose(valux_key_type_names, list, strcspn(list, ","), &chosen))
        return false;
    *type = (enum valux_key_type)chosen;
    return true;
}

static bool set_field(struct valux_catalogue_entry *entry, const char *field, const char *value)
{
    static const char *const states[] = {"active", "suspended", "revoked", NULL};
    int64_t now = time(NULL);
    int64_t number = 0;
    int chosen;

    if (strcmp(field, "state") == 0) {
        if (!choose(states, value, strlen(value), &chosen))
            return false;
        entry->centre_state = (enum valux_centre_state)chosen;
        return true;
    }
    if (strcmp(field, "nickname") == 0) {
        snprintf(entry->nickname, sizeof entry->nickname, "%s", value);
        return true;
    }
    if (!make_store_number(value, &number))
        return false;
    if (strcmp(field, "superseded") == 0) {
        entry->superseded = number != 0;
    } else if (strcmp(field, "acquired") == 0) {
        entry->acquired = now + number;
    } else if (strcmp(field, "first-selected") == 0) {
        entry->first_selected = now + number;
    } else if (strcmp(field, "service-start") == 0 || strcmp(field, "service-end") == 0) {
        struct valux_service_period *period = &entry->service_period;
        if (!period->given)
            *period = (struct valux_service_period){true, entry->parsed.not_before,
                                                    entry->parsed.not_after};
        *(strcmp(field, "service-start") == 0 ? &period->start : &period->end) = now + number;
    } else {
        fprintf(stderr, "make-store: there is no field %s\n", field);
        return false;
    }
    return true;
}

static bool apply_change(struct sample_store *store, const char *change)
{
    char name[64];
    char field[32];
    int value_at = 0;

    if (sscanf(change, "%63[^:]:%31[^=]=%n", name, field, &value_at) != 2 || value_at == 0) {
        fprintf(stderr, "make-store: %s is not NAME:FIELD=VALUE\n", change);
        return false;
    }
    if (strcmp(name, "*") != 0) {
        struct valux_catalogue_entry *entry = sample_store_entry(store, name);
        return entry != NULL && set_field(entry, field, change + value_at);
    }
    for (size_t i = 0; i < store->catalogue.count; i++)
        if (!set_field(&store->catalogue.entries[i], field, change + value_at))
            return false;
    return true;
}

static bool write_certificate(const char *directory, const struct valux_catalogue_entry *entry)
{
    char path[VALUX_PATH_SIZE];
    const unsigned char *der = entry->certificate.data;
    X509 *certificate = d2i_X509(NULL, &der, (long)entry->certificate.length);

    snprintf(path, sizeof path, "%s/%s.pem", directory, entry->nickname);
    bool result = certificate != NULL && sample_authority_write_certificate(path, certificate);
    X509_free(certificate);
    return result;
}

static bool write_private_key(struct sample_store *store, const char *directory,
                              const struct valux_catalogue_entry *entry)
{
    bool result = false;
    struct valux_error error = {0};
    struct valux_bytes pkcs8 = {NULL, 0};
    char path[VALUX_PATH_SIZE];
    EVP_PKEY *key = NULL;
    FILE *file = NULL;

    snprintf(path, sizeof path, "%s/%s-key.pem", directory, entry->nickname);
    if (!valux_key_database_read_private_key(store->database, entry->key_id, &pkcs8, &error)) {
        fprintf(stderr, "make-store: %s\n", error.message);
        return false;
    }
    const unsigned char *der = pkcs8.data;
    key = d2i_AutoPrivateKey(NULL, &der, (long)pkcs8.length);
    file = fopen(path, "we");
    if (key == NULL || file == NULL ||
        PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) != 1)
        goto done;
    result = true;
done:
    if (file != NULL && fclose(file) != 0)
        result = false;
    EVP_PKEY_free(key);
    valux_bytes_wipe(&pkcs8);
    return result;
}

static bool add_one(struct sample_store *store, const struct arguments *arguments, size_t number)
{
    char name[VALUX_NICKNAME_MAX + 1];
    struct valux_catalogue_entry *entry;
    int64_t now = time(NULL);
    struct sample_certificate wanted = {.nickname = name,
                                        .without_key = arguments->without_keys,
                                        .in_tpm = arguments->tpm != NULL,
                                        .not_before = now + arguments->not_before,
                                        .not_after = now + arguments->not_after,
                                        .key_usage = arguments->key_usage};

    if (arguments->count == 1)
        snprintf(name, sizeof name, "%s", arguments->nickname);
    else
        snprintf(name, sizeof name, "%s%zu", arguments->nickname, number + 1);
    return key_type_at(arguments->key_types, number, &wanted.key_type) &&
           sample_store_add(store, &wanted, &entry) &&
           (arguments->certificates == NULL || write_certificate(arguments->certificates, entry)) &&
           (arguments->private_keys == NULL || wanted.without_key ||
            write_private_key(store, arguments->private_keys, entry));
}

static bool change_selection(struct sample_store *store, const struct arguments *arguments,
                             bool was_empty)
{
    if (arguments->select != NULL)
        return sample_store_select(store,
                                   strcmp(arguments->select, "-") == 0 ? NULL : arguments->select);
    if (was_empty && store->catalogue.count > 0)
        return sample_store_select(store, store->catalogue.entries[0].nickname);
    return true;
}

static bool apply(struct sample_store *store, const struct arguments *arguments)
{
    bool was_empty = store->catalogue.count == 0;
    int exposure = VALUX_EXPOSURE_SELECTED;

    if (arguments->exposure != NULL &&
        !choose(valux_exposure_names, arguments->exposure, strlen(arguments->exposure), &exposure))
        return false;
    if (arguments->tpm != NULL)
        snprintf(store->configuration.tpm, sizeof store->configuration.tpm, "%s", arguments->tpm);
    store->configuration.exposure = (enum valux_exposure)exposure;
    if (arguments->signer_idle_seconds >= 0)
        store->configuration.signer_idle_seconds = arguments->signer_idle_seconds;
    if (arguments->authority != NULL &&
        !sample_authority_open(&store->authority, arguments->authority))
        return false;
    for (size_t i = 0; i < arguments->count; i++)
        if (!add_one(store, arguments, i))
            return false;
    if (!change_selection(store, arguments, was_empty))
        return false;
    for (size_t i = 0; i < arguments->change_count; i++)
        if (!apply_change(store, arguments->changes[i]))
            return false;
    for (size_t i = 0; i < arguments->removal_count; i++) {
        struct valux_catalogue_entry *entry = sample_store_entry(store, arguments->removals[i]);
        if (entry == NULL)
            return false;
        valux_catalogue_remove(&store->catalogue, entry);
    }
    return sample_store_save(store);
}

static void print_entries(const struct sample_store *store)
{
    char key_id[2 * VALUX_KEY_ID_SIZE + 1];

    for (size_t i = 0; i < store->catalogue.count; i++) {
        const struct valux_catalogue_entry *entry = &store->catalogue.entries[i];
        valux_bytes_to_hex(entry->key_id.bytes, VALUX_KEY_ID_SIZE, key_id);
        printf("%s %s %s\n", entry->nickname, key_id, entry->parsed.serial_text);
    }
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    struct sample_store store;

    if (!make_store_arguments(argc, argv, &arguments))
        return EXIT_FAILURE;
    bool done = sample_store_open(&store) && apply(&store, &arguments);
    if (done)
        print_entries(&store);
    sample_store_close(&store);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
