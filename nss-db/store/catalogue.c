/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/catalogue.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "valux/text.h"

void valux_catalogue_entry_free(struct valux_catalogue_entry *entry)
{
    valux_bytes_free(&entry->certificate);
    for (size_t i = 0; i < entry->chain_count; i++)
        valux_bytes_free(&entry->chain[i]);
    free(entry->chain);
    entry->chain = NULL;
    entry->chain_count = 0;
    valux_certificate_free(&entry->parsed);
}

void valux_catalogue_free(struct valux_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++)
        valux_catalogue_entry_free(&catalogue->entries[i]);
    free(catalogue->entries);
    cJSON_Delete(catalogue->json);
    *catalogue = (struct valux_catalogue){0};
}

bool valux_catalogue_entry_parse(struct valux_catalogue_entry *entry, struct valux_error *error)
{
    if (!valux_certificate_parse(&entry->certificate, &entry->parsed, error)) {
        error->domain = VALUX_ERROR_STORE;
        return false;
    }
    if (!valux_key_id_equal(entry->parsed.key_id, entry->key_id))
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("%s: the certificate of \"%s\" belongs to another key."),
                               VALUX_CATALOGUE_FILE, entry->nickname);
    if (entry->parsed.key_type == VALUX_PUBLIC_KEY_OTHER)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("%s: the key of \"%s\" is neither RSA nor EC."),
                               VALUX_CATALOGUE_FILE, entry->nickname);
    return true;
}

bool valux_catalogue_add(struct valux_catalogue *catalogue, struct valux_catalogue_entry *entry,
                         struct valux_error *error)
{
    cJSON *array;
    cJSON *object;

    if (!valux_catalogue_entry_parse(entry, error))
        return false;
    if (catalogue->json == NULL)
        catalogue->json = cJSON_CreateObject();
    array = cJSON_GetObjectItemCaseSensitive(catalogue->json, "certificates");
    if (array == NULL)
        array = cJSON_AddArrayToObject(catalogue->json, "certificates");
    struct valux_catalogue_entry *entries =
        realloc(catalogue->entries, (catalogue->count + 1) * sizeof *entries);
    if (entries == NULL)
        return valux_error_set_memory(error);
    catalogue->entries = entries;
    object = cJSON_CreateObject();
    if (!cJSON_AddItemToArray(array, object)) {
        cJSON_Delete(object);
        return valux_error_set_memory(error);
    }
    entries[catalogue->count] = *entry;
    entries[catalogue->count++].json = object;
    *entry = (struct valux_catalogue_entry){0};
    return true;
}

void valux_catalogue_remove(struct valux_catalogue *catalogue, struct valux_catalogue_entry *entry)
{
    size_t position = (size_t)(entry - catalogue->entries);
    cJSON *array = cJSON_GetObjectItemCaseSensitive(catalogue->json, "certificates");

    if (catalogue->has_selected && valux_key_id_equal(catalogue->selected, entry->key_id))
        catalogue->has_selected = false;
    cJSON_Delete(cJSON_DetachItemViaPointer(array, entry->json));
    valux_catalogue_entry_free(entry);
    memmove(entry, entry + 1, (catalogue->count - position - 1) * sizeof *entry);
    catalogue->count--;
}

void valux_catalogue_select(struct valux_catalogue *catalogue, struct valux_catalogue_entry *entry,
                            int64_t now)
{
    catalogue->has_selected = true;
    catalogue->selected = entry->key_id;
    if (entry->first_selected == 0)
        entry->first_selected = now;
}

struct valux_catalogue_entry *valux_catalogue_selected(const struct valux_catalogue *catalogue)
{
    return catalogue->has_selected ? valux_catalogue_by_key_id(catalogue, catalogue->selected)
                                   : NULL;
}

struct valux_catalogue_entry *valux_catalogue_by_key_id(const struct valux_catalogue *catalogue,
                                                        struct valux_key_id key_id)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (valux_key_id_equal(catalogue->entries[i].key_id, key_id))
            return &catalogue->entries[i];
    return NULL;
}

struct valux_catalogue_entry *valux_catalogue_by_name(const struct valux_catalogue *catalogue,
                                                      const char *name)
{
    struct valux_catalogue_entry *superseded = NULL;

    for (size_t i = 0; i < catalogue->count; i++) {
        struct valux_catalogue_entry *entry = &catalogue->entries[i];
        if (strcasecmp(entry->parsed.serial_text, name) == 0)
            return entry;
        if (strcmp(entry->nickname, name) != 0)
            continue;
        if (!entry->superseded)
            return entry;
        superseded = entry;
    }
    return superseded;
}

struct valux_status_facts valux_catalogue_facts(const struct valux_catalogue_entry *entry,
                                                const struct valux_configuration *configuration)
{
    const struct valux_certificate *certificate = &entry->parsed;
    struct valux_status_facts facts = {
        .not_before = certificate->not_before,
        .not_after = certificate->not_after,
        .service_start = entry->service_period.start,
        .service_end = entry->service_period.end,
        .acquired = entry->acquired,
        .ever_selected = entry->first_selected != 0,
        .centre_state = entry->centre_state,
        .superseded = entry->superseded,
    };

    if (!entry->service_period.given) {
        facts.service_start = certificate->not_before;
        facts.service_end =
            valux_status_service_end(certificate->not_before, certificate->not_after,
                                     configuration->service_margin_days * VALUX_SECONDS_PER_DAY);
    }
    return facts;
}
