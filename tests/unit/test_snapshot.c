/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pkcs11.h>

#include "valux/snapshot.h"
#include "valux/visibility.h"

#define SEED_MAX ((size_t)1 << 20)

/*
 * The checks of a snapshot: a small one is built by hand, and then each field is damaged, since
 * a reader indexes the tables without looking again. The copy that is checked lies in a block of
 * exactly its size, so that a sanitizer sees a step over its end.
 */

enum { ENTRIES = 2, OBJECTS = 7, ATTRIBUTES = 14, CHAINS = 2, INDEX = 7 };

struct image {
    struct valux_snapshot_header header;
    struct valux_snapshot_entry entries[ENTRIES];
    struct valux_snapshot_object objects[OBJECTS];
    struct valux_snapshot_handle handles[OBJECTS];
    struct valux_snapshot_attribute attributes[ATTRIBUTES];
    uint32_t chains[CHAINS];
    struct valux_snapshot_index index[INDEX];
    uint64_t values[2 * OBJECTS];
};

static struct image image;

static int by_hash(const void *a, const void *b)
{
    const struct valux_snapshot_index *left = a;
    const struct valux_snapshot_index *right = b;

    return (left->hash > right->hash) - (left->hash < right->hash);
}

static void fill_object(uint32_t number, uint32_t class, uint32_t entry)
{
    uint64_t *values = &image.values[2 * number];
    uint64_t offset = offsetof(struct image, values) + 2 * number * sizeof(uint64_t);

    values[0] = class;
    values[1] = 100 + number;
    image.objects[number] = (struct valux_snapshot_object){
        .handle = 1000 + number,
        .object_class = class,
        .entry = entry,
        .first_attribute = 2 * number,
        .attribute_count = 2,
    };
    image.handles[number] = (struct valux_snapshot_handle){1000 + number, number, 0};
    image.attributes[2 * number] =
        (struct valux_snapshot_attribute){CKA_CLASS, sizeof(CK_ULONG), offset};
    image.attributes[2 * number + 1] =
        (struct valux_snapshot_attribute){CKA_ID, sizeof(uint64_t), offset + sizeof(uint64_t)};
    image.index[number] = (struct valux_snapshot_index){
        valux_snapshot_hash(CKA_ID, &values[1], sizeof(uint64_t)), number};
}

static int build(void **state)
{
    (void)state;
    memset(&image, 0, sizeof image);
    image.header = (struct valux_snapshot_header){
        .magic = {'V', 'A', 'L', 'U', 'X', 'S', 'N', 'P'},
        .version = VALUX_SNAPSHOT_VERSION,
        .byte_order = VALUX_SNAPSHOT_BYTE_ORDER,
        .file_size = sizeof image,
        .exposure = VALUX_EXPOSURE_SELECTED,
        .thresholds = {30 * VALUX_SECONDS_PER_DAY, 30 * VALUX_SECONDS_PER_DAY},
        .entry_count = ENTRIES,
        .object_count = OBJECTS,
        .attribute_count = ATTRIBUTES,
        .chain_count = CHAINS,
        .index_count = INDEX,
        .entries = offsetof(struct image, entries),
        .objects = offsetof(struct image, objects),
        .handles = offsetof(struct image, handles),
        .attributes = offsetof(struct image, attributes),
        .chains = offsetof(struct image, chains),
        .index = offsetof(struct image, index),
    };
    for (uint32_t i = 0; i < ENTRIES; i++) {
        image.entries[i] = (struct valux_snapshot_entry){
            .facts = {.not_after = 1000, .service_end = 1000},
            .key_id = {{(uint8_t)(i + 1)}},
            .first_object = 3 * i,
            .object_count = 3,
            .first_chain = i,
            .chain_count = 1,
        };
        image.chains[i] = OBJECTS - 1;
        fill_object(3 * i, CKO_CERTIFICATE, i);
        fill_object(3 * i + 1, CKO_PRIVATE_KEY, i);
        fill_object(3 * i + 2, CKO_PUBLIC_KEY, i);
    }
    fill_object(OBJECTS - 1, CKO_CERTIFICATE, VALUX_SNAPSHOT_NONE);
    qsort(image.index, INDEX, sizeof *image.index, by_hash);
    return 0;
}

static bool check_size(size_t size)
{
    struct valux_snapshot snapshot;
    void *copy = malloc(size);

    assert_non_null(copy);
    memcpy(copy, &image, size);
    bool result = valux_snapshot_check(copy, size, &snapshot);
    free(copy);
    return result;
}

static bool check(void)
{
    return check_size(sizeof image);
}

static void a_whole_snapshot_passes(void **state)
{
    (void)state;
    assert_true(check());
    image.header.selected_entry = VALUX_SNAPSHOT_NONE;
    assert_true(check());
}

static void every_shorter_file_is_refused(void **state)
{
    (void)state;
    for (size_t size = 1; size < sizeof image; size++) {
        assert_false(check_size(size));
        image.header.file_size = size;
        if (size < offsetof(struct image, values))
            assert_false(check_size(size));
        image.header.file_size = sizeof image;
    }
}

static void values_outside_of_a_shorter_file_are_refused(void **state)
{
    (void)state;
    image.header.file_size = sizeof image - 1;
    assert_false(check_size(sizeof image - 1));
}

#define refused(field, value)  \
    do {                       \
        build(NULL);           \
        image.field = (value); \
        assert_false(check()); \
    } while (0)

static void each_field_of_the_header_is_checked(void **state)
{
    (void)state;
    refused(header.magic[0], 'v');
    refused(header.version, VALUX_SNAPSHOT_VERSION + 1);
    refused(header.byte_order, UINT32_C(0x04030201));
    refused(header.file_size, sizeof image + 1);
    refused(header.exposure, 2);
    refused(header.selected_entry, 1);
    refused(header.entry_count, ENTRIES + 1);
    refused(header.entry_count, 1);
    refused(header.entry_count, UINT32_MAX);
    refused(header.object_count, OBJECTS - 1);
    refused(header.object_count, UINT32_MAX);
    refused(header.attribute_count, ATTRIBUTES - 1);
    refused(header.attribute_count, UINT32_MAX);
    refused(header.chain_count, CHAINS - 1);
    refused(header.chain_count, UINT32_MAX);
    refused(header.index_count, UINT32_MAX);
}

static void each_table_lies_in_the_file_and_is_aligned(void **state)
{
    static const uint64_t wrong[] = {1, sizeof(struct image), UINT64_MAX, UINT64_MAX - 7,
                                     UINT64_MAX / 2 + 1};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refused(header.entries, wrong[i]);
        refused(header.objects, wrong[i]);
        refused(header.handles, wrong[i]);
        refused(header.attributes, wrong[i]);
        refused(header.chains, wrong[i]);
        refused(header.index, wrong[i]);
    }
}

static void each_field_of_an_entry_is_checked(void **state)
{
    (void)state;
    refused(entries[1].first_object, 2);
    refused(entries[1].first_object, OBJECTS - 2);
    refused(entries[1].first_object, UINT32_MAX);
    refused(entries[1].object_count, 2);
    refused(entries[1].object_count, UINT32_MAX);
    refused(entries[1].first_chain, CHAINS);
    refused(entries[1].first_chain, UINT32_MAX);
    refused(entries[1].chain_count, CHAINS);
    refused(entries[1].chain_count, UINT32_MAX);
}

static void each_field_of_an_object_is_checked(void **state)
{
    (void)state;
    refused(objects[1].handle, 0);
    refused(objects[1].handle, 999);
    refused(objects[1].object_class, CKO_PUBLIC_KEY);
    refused(objects[1].object_class, CKO_SECRET_KEY);
    refused(objects[1].entry, 1);
    refused(objects[1].entry, ENTRIES);
    refused(objects[1].entry, VALUX_SNAPSHOT_NONE);
    refused(objects[OBJECTS - 1].entry, 0);
    refused(objects[OBJECTS - 1].entry, 1);
    refused(objects[OBJECTS - 1].object_class, CKO_PRIVATE_KEY);
    refused(objects[1].first_attribute, ATTRIBUTES - 1);
    refused(objects[1].first_attribute, UINT32_MAX);
    refused(objects[1].attribute_count, UINT32_MAX);
    refused(attributes[1].type, CKA_CLASS);
}

static void a_handle_that_could_be_a_session_objects_is_refused(void **state)
{
    (void)state;
    build(NULL);
    image.objects[OBJECTS - 1].handle = UINT64_C(1) << 62;
    image.handles[OBJECTS - 1].handle = UINT64_C(1) << 62;
    assert_false(check());
}

static void each_attribute_value_lies_in_the_file(void **state)
{
    (void)state;
    refused(attributes[3].value, sizeof image);
    refused(attributes[3].value, sizeof image + 8);
    refused(attributes[3].value, UINT64_MAX - 7);
    refused(attributes[3].value, offsetof(struct image, values) + 1);
    refused(attributes[3].length, UINT32_MAX);
    refused(attributes[3].length, sizeof image);
}

static void chains_name_ca_certificates(void **state)
{
    (void)state;
    refused(chains[0], OBJECTS);
    refused(chains[0], UINT32_MAX);
    refused(chains[0], 0);
}

static void handles_are_sorted_and_name_their_objects(void **state)
{
    (void)state;
    refused(handles[2].handle, 5);
    refused(handles[2].object, 3);
    refused(handles[2].object, OBJECTS);
    build(NULL);
    image.objects[2].handle = image.objects[3].handle;
    image.handles[2].handle = image.handles[3].handle;
    assert_false(check());
    build(NULL);
    struct valux_snapshot_handle swapped = image.handles[0];
    image.handles[0] = image.handles[1];
    image.handles[1] = swapped;
    assert_false(check());
}

static void the_index_is_sorted_and_names_objects(void **state)
{
    (void)state;
    refused(index[2].object, OBJECTS);
    refused(index[2].object, UINT32_MAX);
    refused(index[0].hash, UINT32_MAX);
}

static void lookups_find_what_is_there(void **state)
{
    struct valux_snapshot snapshot;
    size_t count;

    (void)state;
    assert_true(valux_snapshot_check(&image, sizeof image, &snapshot));
    for (uint32_t i = 0; i < OBJECTS; i++) {
        const struct valux_snapshot_object *object =
            valux_snapshot_object_by_handle(&snapshot, 1000 + i);
        uint64_t id = 100 + i;
        assert_ptr_equal(object, &image.objects[i]);
        const struct valux_snapshot_attribute *attribute =
            valux_snapshot_attribute_of(&snapshot, object, CKA_ID);
        assert_non_null(attribute);
        assert_memory_equal(valux_snapshot_value(&snapshot, attribute), &id, sizeof id);
        assert_null(valux_snapshot_attribute_of(&snapshot, object, CKA_LABEL));
        const struct valux_snapshot_index *row = valux_snapshot_index_find(
            &snapshot, valux_snapshot_hash(CKA_ID, &id, sizeof id), &count);
        assert_int_equal(count, 1);
        assert_int_equal(row->object, i);
    }
    assert_null(valux_snapshot_object_by_handle(&snapshot, 999));
    assert_null(valux_snapshot_object_by_handle(&snapshot, 1000 + OBJECTS));
    valux_snapshot_index_find(&snapshot, valux_snapshot_hash(CKA_ID, "", 0), &count);
    assert_int_equal(count, 0);
}

static void entries_are_found_by_key_id(void **state)
{
    struct valux_snapshot snapshot;
    struct valux_key_id key_id = {{2}};

    (void)state;
    assert_true(valux_snapshot_check(&image, sizeof image, &snapshot));
    assert_ptr_equal(valux_snapshot_entry_by_key_id(&snapshot, key_id), &image.entries[1]);
    key_id.bytes[0] = 3;
    assert_null(valux_snapshot_entry_by_key_id(&snapshot, key_id));
}

static void entries_are_visible_as_exposure_and_status_say(void **state)
{
    struct valux_snapshot snapshot;

    (void)state;
    assert_true(valux_snapshot_check(&image, sizeof image, &snapshot));
    assert_true(valux_visible(&snapshot, &image.entries[0], 500));
    assert_false(valux_visible(&snapshot, &image.entries[1], 500));
    image.header.exposure = VALUX_EXPOSURE_USABLE;
    assert_true(valux_visible(&snapshot, &image.entries[1], 500));
    assert_false(valux_visible(&snapshot, &image.entries[1], 1001));
    image.header.exposure = VALUX_EXPOSURE_SELECTED;
    image.header.selected_entry = VALUX_SNAPSHOT_NONE;
    assert_false(valux_visible(&snapshot, &image.entries[0], 500));
}

static void a_hash_tells_type_and_value_apart(void **state)
{
    (void)state;
    assert_int_not_equal(valux_snapshot_hash(CKA_ID, "a", 1),
                         valux_snapshot_hash(CKA_LABEL, "a", 1));
    assert_int_not_equal(valux_snapshot_hash(CKA_ID, "a", 1), valux_snapshot_hash(CKA_ID, "b", 1));
    assert_true(valux_snapshot_is_indexed(CKA_ID));
    assert_true(valux_snapshot_is_indexed(CKA_SERIAL_NUMBER));
    assert_false(valux_snapshot_is_indexed(CKA_CLASS));
}

#define with_image(test) cmocka_unit_test_setup(test, build)

/* A seed of another version would leave the fuzzer to find out what a snapshot looks like. */
static void the_fuzzers_seeds_are_snapshots_of_this_version(void **state)
{
    static const char *const names[] = {"ec", "two"};
    struct valux_snapshot read;
    char path[4096];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", SEEDS, names[i]);
        FILE *file = fopen(path, "rbe");
        assert_non_null(file);
        unsigned char *content = aligned_alloc(8, SEED_MAX);
        size_t length = fread(content, 1, SEED_MAX, file);
        fclose(file);
        assert_true(valux_snapshot_check(content, length, &read));
        free(content);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fuzzers_seeds_are_snapshots_of_this_version),
        with_image(a_whole_snapshot_passes),
        with_image(every_shorter_file_is_refused),
        with_image(values_outside_of_a_shorter_file_are_refused),
        with_image(each_field_of_the_header_is_checked),
        with_image(each_table_lies_in_the_file_and_is_aligned),
        with_image(each_field_of_an_entry_is_checked),
        with_image(each_field_of_an_object_is_checked),
        with_image(a_handle_that_could_be_a_session_objects_is_refused),
        with_image(each_attribute_value_lies_in_the_file),
        with_image(chains_name_ca_certificates),
        with_image(handles_are_sorted_and_name_their_objects),
        with_image(the_index_is_sorted_and_names_objects),
        with_image(lookups_find_what_is_there),
        with_image(entries_are_found_by_key_id),
        with_image(entries_are_visible_as_exposure_and_status_say),
        with_image(a_hash_tells_type_and_value_apart),
    };

    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
