/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/catalogue_text.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "valux/json.h"
#include "valux/text.h"

#define ENTRIES_MAX 100000

static const char *const centre_state_names[] = {"active", "suspended", "revoked", NULL};
static const char *const acquired_by_names[] = {"new", "renewal", "repair", NULL};

static void read_states(struct valux_catalogue_entry *entry, struct valux_json_reader *reader)
{
    entry->acquired_by = VALUX_ACQUIRED_NEW;
    entry->centre_state = VALUX_CENTRE_ACTIVE;
    if (valux_json_has(reader, "acquiredBy"))
        entry->acquired_by =
            (enum valux_acquired_by)valux_json_choice(reader, "acquiredBy", acquired_by_names);
    if (valux_json_has(reader, "centreState"))
        entry->centre_state =
            (enum valux_centre_state)valux_json_choice(reader, "centreState", centre_state_names);
    entry->superseded = valux_json_has(reader, "supersededBy");
    if (entry->superseded)
        entry->superseded_by = valux_json_key_id(reader, "supersededBy");
}

static bool damaged(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_STORE, _("%s is damaged."), VALUX_CATALOGUE_FILE);
}

static bool read_entry(struct valux_catalogue_entry *entry, cJSON *object,
                       struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(VALUX_CATALOGUE_FILE, VALUX_ERROR_STORE, error);

    if (!cJSON_IsObject(object))
        return damaged(error);
    entry->json = object;
    reader.object = object;
    entry->key_id = valux_json_key_id(&reader, "keyId");
    valux_json_string(&reader, "nickname", entry->nickname, sizeof entry->nickname);
    valux_json_string(&reader, "companyId", entry->company_id, sizeof entry->company_id);
    valux_json_string(&reader, "certificateId", entry->certificate_id,
                      sizeof entry->certificate_id);
    entry->certificate = valux_json_base64(&reader, "certificate");
    if (valux_json_has(&reader, "chain"))
        valux_json_base64_array(&reader, "chain", VALUX_CHAIN_MAX, &entry->chain,
                                &entry->chain_count);
    entry->acquired = valux_json_time(&reader, "acquired");
    if (valux_json_has(&reader, "firstSelected"))
        entry->first_selected = valux_json_time(&reader, "firstSelected");
    if (valux_json_has(&reader, "requestId"))
        valux_json_string(&reader, "requestId", entry->request_id, sizeof entry->request_id);
    entry->service_period = valux_json_service_period(&reader);
    read_states(entry, &reader);
    return !reader.failed && valux_catalogue_entry_parse(entry, error);
}

static bool read_entries(struct valux_catalogue *catalogue, const cJSON *array,
                         struct valux_error *error)
{
    cJSON *object;
    int count = cJSON_GetArraySize(array);

    if (count > ENTRIES_MAX)
        return damaged(error);
    catalogue->entries = calloc((size_t)count + 1, sizeof *catalogue->entries);
    if (catalogue->entries == NULL)
        return valux_error_set_memory(error);
    cJSON_ArrayForEach(object, array)
    {
        struct valux_catalogue_entry *entry = &catalogue->entries[catalogue->count++];
        if (!read_entry(entry, object, error))
            return false;
    }
    return true;
}

static bool read_document(struct valux_catalogue *catalogue, struct valux_json_reader *reader)
{
    valux_json_version(reader, VALUX_CATALOGUE_VERSION);
    catalogue->generation = (uint64_t)valux_json_integer(reader, "generation", 0, INT64_C(1) << 52);
    if (valux_json_has(reader, "keysInTpm"))
        catalogue->keys_in_tpm = valux_json_boolean(reader, "keysInTpm");
    catalogue->has_selected = valux_json_has(reader, "selected");
    if (catalogue->has_selected)
        catalogue->selected = valux_json_key_id(reader, "selected");
    const cJSON *entries = valux_json_array(reader, "certificates");
    if (reader->failed)
        return false;
    if (!read_entries(catalogue, entries, reader->error))
        return false;
    if (catalogue->has_selected && valux_catalogue_selected(catalogue) == NULL)
        return valux_error_set(reader->error, VALUX_ERROR_STORE,
                               _("%s: the selected certificate is not in it."), reader->source);
    return true;
}

bool valux_catalogue_parse(struct valux_catalogue *catalogue, const char *text, size_t length,
                           struct valux_error *error)
{
    struct valux_json_reader reader =
        valux_json_reader(VALUX_CATALOGUE_FILE, VALUX_ERROR_STORE, error);

    *catalogue = (struct valux_catalogue){0};
    catalogue->json = valux_json_parse(&reader, text, length);
    if (catalogue->json != NULL && read_document(catalogue, &reader))
        return true;
    valux_catalogue_free(catalogue);
    return false;
}

static bool write_optional(const struct valux_catalogue_entry *entry)
{
    cJSON *object = entry->json;

    valux_json_remove(object, "supersededBy");
    valux_json_remove(object, "firstSelected");
    return (!entry->superseded ||
            valux_json_set_key_id(object, "supersededBy", entry->superseded_by)) &&
           (entry->first_selected == 0 ||
            valux_json_set_time(object, "firstSelected", entry->first_selected)) &&
           (entry->request_id[0] == '\0' ||
            valux_json_set_string(object, "requestId", entry->request_id));
}

static bool write_entry(const struct valux_catalogue_entry *entry)
{
    cJSON *object = entry->json;

    return valux_json_set_string(object, "nickname", entry->nickname) &&
           valux_json_set_string(object, "companyId", entry->company_id) &&
           valux_json_set_string(object, "certificateId", entry->certificate_id) &&
           valux_json_set_key_id(object, "keyId", entry->key_id) &&
           valux_json_set_service_period(object, &entry->service_period) &&
           valux_json_set_time(object, "acquired", entry->acquired) &&
           valux_json_set_string(object, "acquiredBy", acquired_by_names[entry->acquired_by]) &&
           valux_json_set_string(object, "centreState", centre_state_names[entry->centre_state]) &&
           write_optional(entry) &&
           valux_json_set_base64(object, "certificate", &entry->certificate) &&
           valux_json_set_base64_array(object, "chain", entry->chain, entry->chain_count);
}

char *valux_catalogue_to_text(struct valux_catalogue *catalogue, struct valux_error *error)
{
    char *text = NULL;
    cJSON *document = catalogue->json;

    if (document == NULL)
        document = catalogue->json = cJSON_CreateObject();
    bool written =
        valux_json_set(document, "version", cJSON_CreateNumber(VALUX_CATALOGUE_VERSION)) &&
        valux_json_set(document, "generation", cJSON_CreateNumber((double)catalogue->generation));
    valux_json_remove(document, "keysInTpm");
    if (catalogue->keys_in_tpm)
        written = written && valux_json_set(document, "keysInTpm", cJSON_CreateTrue());
    if (!catalogue->has_selected)
        valux_json_remove(document, "selected");
    else
        written = written && valux_json_set_key_id(document, "selected", catalogue->selected);
    if (written && cJSON_GetObjectItemCaseSensitive(document, "certificates") == NULL)
        written = cJSON_AddArrayToObject(document, "certificates") != NULL;
    for (size_t i = 0; written && i < catalogue->count; i++)
        written = write_entry(&catalogue->entries[i]);
    if (written)
        text = cJSON_Print(document);
    if (text == NULL)
        valux_error_set_memory(error);
    return text;
}
