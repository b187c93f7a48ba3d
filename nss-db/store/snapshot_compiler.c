/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/snapshot_compiler.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/exposed_order.h"
#include "store/snapshot_objects.h"
#include "valux/text.h"

/* Two CA certificates may have one name; a label tells certificates apart. */
static void authority_label(const struct valux_certificate *certificate, char *label, size_t size)
{
    char fingerprint[9];

    valux_bytes_to_hex(certificate->fingerprint, 4, fingerprint);
    snprintf(label, size, "%s (%s)",
             certificate->common_name[0] == '\0' ? "CA" : certificate->common_name, fingerprint);
}

/* The number of a CA certificate's object, which is added if the snapshot does not have it yet. */
static bool authority_object(struct compiler *compiler, const struct valux_bytes *der,
                             uint32_t *object, struct valux_error *error)
{
    struct valux_certificate certificate;
    char label[160];
    const struct authority *known = compiler->authorities.rows;
    uint8_t fingerprint[32];

    if (EVP_Digest(der->data, der->length, fingerprint, NULL, EVP_sha256(), NULL) != 1)
        return valux_error_set_memory(error);
    for (size_t i = 0; i < compiler->authorities.count; i++) {
        if (memcmp(known[i].fingerprint, fingerprint, sizeof fingerprint) == 0) {
            *object = known[i].object;
            return true;
        }
    }
    if (!valux_certificate_parse(der, &certificate, error)) {
        error->domain = VALUX_ERROR_STORE;
        return false;
    }
    authority_label(&certificate, label, sizeof label);
    *object = (uint32_t)compiler->objects.count;
    snapshot_add_certificate(compiler, VALUX_SNAPSHOT_NONE, label, der, &certificate);
    valux_certificate_free(&certificate);
    struct authority *row = snapshot_add_rows(compiler, &compiler->authorities, 1);
    if (row != NULL) {
        memcpy(row->fingerprint, fingerprint, sizeof fingerprint);
        row->object = *object;
    }
    return true;
}

static void add_entry(struct compiler *compiler, const struct valux_catalogue_entry *entry,
                      const struct valux_configuration *configuration, bool locked)
{
    uint32_t number = (uint32_t)compiler->entries.count;
    struct valux_snapshot_entry *row = snapshot_add_rows(compiler, &compiler->entries, 1);

    if (row == NULL)
        return;
    row->facts = valux_catalogue_facts(entry, configuration);
    row->key_id = entry->key_id;
    row->first_object = (uint32_t)compiler->objects.count;
    row->object_count = locked ? 1 : 3;
    snapshot_add_certificate(compiler, number, entry->nickname, &entry->certificate,
                             &entry->parsed);
    if (locked)
        return;
    snapshot_add_private_key(compiler, number, entry->nickname, &entry->parsed);
    snapshot_add_public_key(compiler, number, entry->nickname, &entry->parsed);
}

static bool add_chain(struct compiler *compiler, const struct valux_catalogue_entry *entry,
                      size_t number, struct valux_error *error)
{
    uint32_t object = VALUX_SNAPSHOT_NONE;

    if (compiler->failed)
        return true;
    struct valux_snapshot_entry *row =
        (struct valux_snapshot_entry *)compiler->entries.rows + number;
    row->first_chain = (uint32_t)compiler->chains.count;
    row->chain_count = (uint32_t)entry->chain_count;
    for (size_t i = 0; i < entry->chain_count; i++) {
        if (!authority_object(compiler, &entry->chain[i], &object, error))
            return false;
        uint32_t *chain = snapshot_add_rows(compiler, &compiler->chains, 1);
        if (chain != NULL)
            *chain = object;
    }
    return true;
}

static int by_hash(const void *a, const void *b)
{
    const struct valux_snapshot_index *left = a;
    const struct valux_snapshot_index *right = b;

    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (left->object > right->object) - (left->object < right->object);
}

static int by_handle(const void *a, const void *b)
{
    const struct valux_snapshot_handle *left = a;
    const struct valux_snapshot_handle *right = b;

    return (left->handle > right->handle) - (left->handle < right->handle);
}

/* False if two objects have one handle. That happens only if the catalogue is damaged. */
static bool make_handles(struct compiler *compiler, struct table *handles)
{
    const struct valux_snapshot_object *objects = compiler->objects.rows;
    struct valux_snapshot_handle *rows =
        snapshot_add_rows(compiler, handles, compiler->objects.count);

    if (rows == NULL)
        return true;
    for (uint32_t i = 0; i < compiler->objects.count; i++)
        rows[i] = (struct valux_snapshot_handle){objects[i].handle, i, 0};
    qsort(rows, handles->count, sizeof *rows, by_handle);
    for (size_t i = 1; i < handles->count; i++)
        if (rows[i].handle == rows[i - 1].handle)
            return false;
    return true;
}

static uint64_t reserve_table(uint64_t *end, const struct table *table)
{
    uint64_t begin = *end;
    uint64_t size = table->count * table->row_size;

    *end += (size + SNAPSHOT_ALIGNMENT - 1) / SNAPSHOT_ALIGNMENT * SNAPSHOT_ALIGNMENT;
    return begin;
}

static void copy_table(uint8_t *data, uint64_t offset, const struct table *table)
{
    if (table->count > 0)
        memcpy(data + offset, table->rows, table->count * table->row_size);
}

static bool lay_out(struct compiler *compiler, const struct table *handles, const char *tpm,
                    struct valux_snapshot_header *header, struct valux_bytes *snapshot)
{
    uint64_t end = sizeof *header;
    uint64_t values;

    header->entry_count = (uint32_t)compiler->entries.count;
    header->object_count = (uint32_t)compiler->objects.count;
    header->attribute_count = (uint32_t)compiler->attributes.count;
    header->chain_count = (uint32_t)compiler->chains.count;
    header->index_count = (uint32_t)compiler->index.count;
    header->entries = reserve_table(&end, &compiler->entries);
    header->objects = reserve_table(&end, &compiler->objects);
    header->handles = reserve_table(&end, handles);
    header->attributes = reserve_table(&end, &compiler->attributes);
    header->chains = reserve_table(&end, &compiler->chains);
    header->index = reserve_table(&end, &compiler->index);
    values = reserve_table(&end, &compiler->values);
    header->tpm = end > UINT32_MAX ? 0 : (uint32_t)end;
    end += VALUX_SNAPSHOT_TPM_SIZE;
    header->file_size = end;

    struct valux_snapshot_attribute *attributes = compiler->attributes.rows;
    for (size_t i = 0; i < compiler->attributes.count; i++)
        attributes[i].value += values;
    snapshot->data = calloc(1, end);
    if (snapshot->data == NULL)
        return false;
    snapshot->length = end;
    memcpy(snapshot->data, header, sizeof *header);
    copy_table(snapshot->data, header->entries, &compiler->entries);
    copy_table(snapshot->data, header->objects, &compiler->objects);
    copy_table(snapshot->data, header->handles, handles);
    copy_table(snapshot->data, header->attributes, &compiler->attributes);
    copy_table(snapshot->data, header->chains, &compiler->chains);
    copy_table(snapshot->data, header->index, &compiler->index);
    copy_table(snapshot->data, values, &compiler->values);
    if (header->tpm != 0)
        memcpy(snapshot->data + header->tpm, tpm, strlen(tpm) + 1);
    return true;
}

bool valux_snapshot_compile(const struct valux_catalogue *catalogue,
                            const struct valux_configuration *configuration, bool locked,
                            struct valux_bytes *snapshot, struct valux_error *error)
{
    bool result = false;
    struct compiler compiler = {
        .entries.row_size = sizeof(struct valux_snapshot_entry),
        .objects.row_size = sizeof(struct valux_snapshot_object),
        .attributes.row_size = sizeof(struct valux_snapshot_attribute),
        .chains.row_size = sizeof(uint32_t),
        .index.row_size = sizeof(struct valux_snapshot_index),
        .values.row_size = 1,
        .authorities.row_size = sizeof(struct authority),
        .small_values.row_size = sizeof(uint64_t),
    };
    struct table handles = {.row_size = sizeof(struct valux_snapshot_handle)};
    size_t count;
    const struct valux_catalogue_entry **order =
        store_exposed_order(catalogue, configuration->exposure, &count);
    struct valux_snapshot_header header = {
        .magic = {'V', 'A', 'L', 'U', 'X', 'S', 'N', 'P'},
        .version = VALUX_SNAPSHOT_VERSION,
        .byte_order = VALUX_SNAPSHOT_BYTE_ORDER,
        .generation = catalogue->generation,
        .exposure = configuration->exposure,
        .selected_entry = valux_catalogue_selected(catalogue) != NULL ? 0 : VALUX_SNAPSHOT_NONE,
        .thresholds = valux_configuration_thresholds(configuration),
        .signer_idle_seconds = (uint32_t)configuration->signer_idle_seconds,
    };

    *snapshot = (struct valux_bytes){NULL, 0};
    if (order == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    if (locked && configuration->locked_shows_nothing) {
        count = 0;
        header.selected_entry = VALUX_SNAPSHOT_NONE;
    }
    for (size_t i = 0; i < count; i++)
        add_entry(&compiler, order[i], configuration, locked);
    for (size_t i = 0; i < count; i++)
        if (!add_chain(&compiler, order[i], i, error))
            goto done;
    if (!make_handles(&compiler, &handles)) {
        valux_error_set(error, VALUX_ERROR_STORE, _("%s holds one certificate twice."),
                        VALUX_CATALOGUE_FILE);
        goto done;
    }
    if (compiler.index.count > 0)
        qsort(compiler.index.rows, compiler.index.count, compiler.index.row_size, by_hash);
    if (compiler.failed || !lay_out(&compiler, &handles, configuration->tpm, &header, snapshot)) {
        valux_error_set_memory(error);
        goto done;
    }
    result = true;
done:
    free(order);
    free(handles.rows);
    free(compiler.entries.rows);
    free(compiler.objects.rows);
    free(compiler.attributes.rows);
    free(compiler.chains.rows);
    free(compiler.index.rows);
    free(compiler.values.rows);
    free(compiler.authorities.rows);
    free(compiler.small_values.rows);
    return result;
}
