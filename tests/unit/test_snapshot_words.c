/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* A 64-bit helper's snapshot in a program of 32 bits: what its copy becomes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pkcs11.h>

#include "snapshot_words.h"

#define FILE_MAX 65536
#define NARROW_LIMIT (1U << 30)

static unsigned char *content;
static struct valux_snapshot snapshot;

/* A snapshot that a helper has written. */
static int read_snapshot(void **state)
{
    FILE *file = fopen(SEEDS "/two", "rbe");

    (void)state;
    assert_non_null(file);
    content = aligned_alloc(8, FILE_MAX);
    assert_non_null(content);
    size_t length = fread(content, 1, FILE_MAX, file);
    fclose(file);
    assert_true(valux_snapshot_check(content, length, &snapshot));
    return 0;
}

static int free_snapshot(void **state)
{
    (void)state;
    free(content);
    return 0;
}

static void nothing_changes_where_words_have_64_bits(void **state)
{
    unsigned char *before = malloc(snapshot.size);

    (void)state;
    assert_non_null(before);
    memcpy(before, content, snapshot.size);
    assert_true(snapshot_words_fit(content, &snapshot, 8));
    assert_memory_equal(before, content, snapshot.size);
    free(before);
}

static void numbers_have_32_bits_and_the_same_value(void **state)
{
    unsigned count = 0;

    (void)state;
    assert_true(snapshot_words_fit(content, &snapshot, 4));
    for (uint32_t i = 0; i < snapshot.header->object_count; i++) {
        const struct valux_snapshot_object *object = &snapshot.objects[i];
        const struct valux_snapshot_attribute *class =
            valux_snapshot_attribute_of(&snapshot, object, CKA_CLASS);
        uint32_t value;
        assert_int_equal(class->length, 4);
        memcpy(&value, valux_snapshot_value(&snapshot, class), sizeof value);
        assert_int_equal(value, object->object_class);
        const struct valux_snapshot_attribute *id =
            valux_snapshot_attribute_of(&snapshot, object, CKA_ID);
        assert_int_equal(id->length, VALUX_KEY_ID_SIZE);
        count++;
    }
    assert_true(count >= 6);
}

static void handles_fit_32_bits_and_find_their_objects(void **state)
{
    uint64_t last = 0;

    (void)state;
    assert_true(snapshot_words_fit(content, &snapshot, 4));
    for (uint32_t i = 0; i < snapshot.header->object_count; i++) {
        assert_true(snapshot.handles[i].handle > last);
        last = snapshot.handles[i].handle;
        assert_true(last < NARROW_LIMIT);
        assert_ptr_equal(valux_snapshot_object_by_handle(&snapshot, last),
                         &snapshot.objects[snapshot.handles[i].object]);
    }
    assert_true(valux_snapshot_check(content, snapshot.size, &snapshot));
}

static void handles_with_the_same_upper_bits_stay_apart(void **state)
{
    struct valux_snapshot_handle *handles = (void *)(content + snapshot.header->handles);
    struct valux_snapshot_object *objects = (void *)(content + snapshot.header->objects);

    (void)state;
    handles[1].handle = handles[0].handle + 1;
    objects[handles[1].object].handle = handles[1].handle;
    assert_true(snapshot_words_fit(content, &snapshot, 4));
    assert_int_equal(handles[1].handle, handles[0].handle + 1);
    assert_int_equal(objects[handles[1].object].handle, handles[1].handle);
}

static void a_number_of_another_size_is_refused(void **state)
{
    struct valux_snapshot_attribute *attributes = (void *)(content + snapshot.header->attributes);

    (void)state;
    assert_int_equal(attributes[0].type, CKA_CLASS);
    attributes[0].length = 4;
    assert_false(snapshot_words_fit(content, &snapshot, 4));
}

static void a_handle_that_could_be_a_session_objects_is_refused(void **state)
{
    uint32_t count = snapshot.header->object_count;
    struct valux_snapshot_handle *handles = (void *)(content + snapshot.header->handles);

    (void)state;
    handles[count - 2].handle = (UINT64_C(1) << 62) - 2;
    handles[count - 1].handle = (UINT64_C(1) << 62) - 1;
    assert_false(snapshot_words_fit(content, &snapshot, 4));
}

#define with_snapshot(test) cmocka_unit_test_setup_teardown(test, read_snapshot, free_snapshot)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_snapshot(nothing_changes_where_words_have_64_bits),
        with_snapshot(numbers_have_32_bits_and_the_same_value),
        with_snapshot(handles_fit_32_bits_and_find_their_objects),
        with_snapshot(handles_with_the_same_upper_bits_stay_apart),
        with_snapshot(a_number_of_another_size_is_refused),
        with_snapshot(a_handle_that_could_be_a_session_objects_is_refused),
    };

    return cmocka_run_group_tests_name("snapshot_words", tests, NULL, NULL);
}
