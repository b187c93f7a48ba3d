/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/crypto.h>
#include <pthread.h>

#include "signer/locked_memory.h"

#define THREADS 4
#define ROUNDS 20000
#define LIVE 64

/*
 * OpenSSL 3.5 declares its allocator with the attribute malloc: by that the compiler may assume
 * that nobody else sees a block, and that a new one has no content. What these tests look for is
 * just that, so they call the functions where the compiler can't know which ones they are.
 */
static void *(*volatile allocate)(size_t size, const char *file, int line);
static void *(*volatile reallocate)(void *block, size_t size, const char *file, int line);
static void (*volatile release)(void *block, const char *file, int line);

static int setup(void **state)
{
    (void)state;
    allocate = CRYPTO_malloc;
    reallocate = CRYPTO_realloc;
    release = CRYPTO_free;
    return locked_memory_for_libcrypto() ? 0 : -1;
}

static bool is_all(const uint8_t *bytes, uint8_t value, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

static void test_blocks_of_all_sizes_are_aligned_and_do_not_overlap(void **state)
{
    static uint8_t *blocks[2000];
    size_t count = sizeof blocks / sizeof *blocks;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        size_t size = i * i / 16 + 1;
        blocks[i] = allocate(size, NULL, 0);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
        memset(blocks[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < count; i++) {
        assert_true(is_all(blocks[i], (uint8_t)(i % 251), i * i / 16 + 1));
        release(blocks[i], NULL, 0);
    }
}

static void test_a_block_that_grows_keeps_its_content(void **state)
{
    uint8_t *block = allocate(10, NULL, 0);

    (void)state;
    memset(block, 7, 10);
    for (size_t size = 20; size < 500000; size *= 3) {
        block = reallocate(block, size, NULL, 0);
        assert_non_null(block);
        assert_true(is_all(block, 7, 10));
    }
    release(block, NULL, 0);
    assert_null(reallocate(allocate(1, NULL, 0), 0, NULL, 0));
}

static void test_a_freed_block_holds_nothing_of_what_it_held(void **state)
{
    (void)state;
    for (size_t size = 32; size <= 32768; size *= 2) {
        uint8_t *block = allocate(size, NULL, 0);
        memset(block, 0xa5, size);
        release(block, NULL, 0);
        uint8_t *again = allocate(size, NULL, 0);
        assert_ptr_equal(again, block);
        /* The list of free blocks has used the first bytes. */
        assert_true(is_all(again + sizeof(void *), 0, size - sizeof(void *)));
        release(again, NULL, 0);
    }
}

static void test_a_size_that_no_memory_has_is_refused(void **state)
{
    (void)state;
    assert_null(allocate(SIZE_MAX, NULL, 0));
    assert_null(allocate(SIZE_MAX / 2, NULL, 0));
}

static void *allocate_and_free(void *argument)
{
    uint8_t *blocks[LIVE] = {NULL};
    unsigned seed = *(unsigned *)argument;
    uint8_t mark = (uint8_t)seed;

    for (int i = 0; i < ROUNDS; i++) {
        size_t which = (size_t)rand_r(&seed) % LIVE;
        size_t size = 16 + (size_t)rand_r(&seed) % 4000;
        if (blocks[which] != NULL && !is_all(blocks[which], mark, 16))
            return argument;
        release(blocks[which], NULL, 0);
        blocks[which] = allocate(size, NULL, 0);
        if (blocks[which] == NULL)
            return argument;
        memset(blocks[which], mark, size);
    }
    for (size_t i = 0; i < LIVE; i++)
        release(blocks[i], NULL, 0);
    return NULL;
}

static void test_threads_do_not_get_each_others_blocks(void **state)
{
    pthread_t threads[THREADS];
    unsigned seeds[THREADS];
    void *failure;

    (void)state;
    for (unsigned i = 0; i < THREADS; i++) {
        seeds[i] = i + 1;
        assert_int_equal(pthread_create(&threads[i], NULL, allocate_and_free, &seeds[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], &failure), 0);
        assert_null(failure);
    }
}

static void test_wiping_leaves_zeros(void **state)
{
    uint8_t *block = allocate(1000, NULL, 0);

    (void)state;
    memset(block, 0xa5, 1000);
    locked_memory_wipe();
    assert_true(is_all(block, 0, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_of_all_sizes_are_aligned_and_do_not_overlap),
        cmocka_unit_test(test_a_block_that_grows_keeps_its_content),
        cmocka_unit_test(test_a_freed_block_holds_nothing_of_what_it_held),
        cmocka_unit_test(test_a_size_that_no_memory_has_is_refused),
        cmocka_unit_test(test_threads_do_not_get_each_others_blocks),
        cmocka_unit_test(test_wiping_leaves_zeros), /* the last one: nothing works after it */
    };
    int result = cmocka_run_group_tests(tests, setup, NULL);

    /* libcrypto's own end would look for what was wiped. */
    _Exit(result);
}
