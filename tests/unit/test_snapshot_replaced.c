/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "valux/snapshot.h"

/* A snapshot that the helper replaces while a program reads it. */

#define CONTENT_MAX ((size_t)1 << 20)
#define LOADS 3000

struct replacing {
    char directory[64];
    atomic_int loads; /* that have begun */
};

static unsigned char content[CONTENT_MAX];
static size_t length;

static void write_snapshot(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(file >= 0);
    assert_int_equal(write(file, content, length), length);
    assert_int_equal(close(file), 0);
}

/* Replaces the snapshot as the helper does, once a load at most: a new file, the old one marked. */
static void *replace_again_and_again(void *argument)
{
    struct replacing *replacing = argument;
    char path[96];
    char new_path[96];
    uint32_t mark = 1;
    int seen = 0;

    snprintf(path, sizeof path, "%s/snapshot", replacing->directory);
    snprintf(new_path, sizeof new_path, "%s/new", replacing->directory);
    while (seen < LOADS) {
        int load = atomic_load(&replacing->loads);
        if (load == seen)
            continue;
        seen = load;
        int old = open(path, O_RDWR | O_CLOEXEC);
        write_snapshot(new_path);
        rename(new_path, path);
        (void)!pwrite(old, &mark, sizeof mark, offsetof(struct valux_snapshot_header, replaced));
        close(old);
    }
    return NULL;
}

static void it_is_read_again_and_not_damaged(void **state)
{
    struct replacing replacing = {.directory = "/tmp/valux-snapshot-XXXXXX"};
    struct valux_snapshot snapshot;
    pthread_t thread;
    char path[96];
    int damaged = 0;
    FILE *seed = fopen(SEED, "rbe");

    (void)state;
    assert_non_null(seed);
    length = fread(content, 1, sizeof content, seed);
    fclose(seed);
    assert_non_null(mkdtemp(replacing.directory));
    snprintf(path, sizeof path, "%s/snapshot", replacing.directory);
    write_snapshot(path);
    assert_int_equal(pthread_create(&thread, NULL, replace_again_and_again, &replacing), 0);
    for (int i = 0; i < LOADS; i++) {
        atomic_fetch_add(&replacing.loads, 1);
        if (valux_snapshot_load(replacing.directory, &snapshot, NULL) != VALUX_SNAPSHOT_OK)
            damaged++;
        valux_snapshot_free(&snapshot);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(damaged, 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(replacing.directory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_again_and_not_damaged),
    };

    return cmocka_run_group_tests_name("snapshot_replaced", tests, NULL, NULL);
}
