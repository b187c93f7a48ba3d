/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "valux/snapshot.h"

/* The memory into which a snapshot's file is read, of a few kilobytes and of megabytes. */

#define TIMES 20
#define ALIGNMENT_PAGES 512 /* of 2 MB, that are mapped for the alignment, and unmapped at once */

/* Pages of memory that this process has mapped. */
static long mapped_pages(void)
{
    char text[128];
    FILE *file = fopen("/proc/self/statm", "re");

    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    return strtol(text, NULL, 10);
}

/* A snapshot without certificates that has `size` bytes. */
static unsigned char *make_snapshot(size_t size)
{
    const uint64_t tables = sizeof(struct valux_snapshot_header);
    const struct valux_snapshot_header header = {
        .magic = {'V', 'A', 'L', 'U', 'X', 'S', 'N', 'P'},
        .version = VALUX_SNAPSHOT_VERSION,
        .byte_order = VALUX_SNAPSHOT_BYTE_ORDER,
        .file_size = size,
        .selected_entry = VALUX_SNAPSHOT_NONE,
        .entries = tables,
        .objects = tables,
        .handles = tables,
        .attributes = tables,
        .chains = tables,
        .index = tables,
    };
    unsigned char *content = malloc(size);

    assert_non_null(content);
    for (size_t at = 0; at < size; at++)
        content[at] = (unsigned char)(at / 4096 + at);
    memcpy(content, &header, sizeof header);
    return content;
}

static void write_snapshot(const char *path, const void *content, size_t size)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fchmod(fileno(file), 0600), 0);
    assert_int_equal(fwrite(content, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void a_file_is_read_as_a_whole_and_leaves_nothing_mapped(void **state)
{
    static const size_t sizes[] = {4104, (2 << 20) - 8, 2 << 20, (2 << 20) + 8, (5 << 20) + 4104};
    char store[] = "/tmp/valux-snapshot-XXXXXX";
    char path[64];
    struct valux_snapshot snapshot;

    (void)state;
    assert_non_null(mkdtemp(store));
    snprintf(path, sizeof path, "%s/%s", store, VALUX_SNAPSHOT_FILE);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *content = make_snapshot(sizes[i]);
        write_snapshot(path, content, sizes[i]);
        long before = mapped_pages();
        for (int times = 0; times < TIMES; times++) {
            assert_int_equal(valux_snapshot_load(store, &snapshot, NULL), VALUX_SNAPSHOT_OK);
            assert_memory_equal(snapshot.header, content, sizes[i]);
            valux_snapshot_free(&snapshot);
        }
        /* Something else may have been mapped meanwhile, but not so much. */
        assert_true(mapped_pages() - before < TIMES * ALIGNMENT_PAGES / 4);
        free(content);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(store), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_as_a_whole_and_leaves_nothing_mapped),
    };

    return cmocka_run_group_tests_name("snapshot_file", tests, NULL, NULL);
}
