/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store_fixture.h"
#include "valux/file.h"
#include "workspace/journal.h"

static struct journal sample(void)
{
    static uint8_t request[] = {0x30, 0x03, 0x02, 0x01, 0x00};
    struct journal journal = {
        .kind = JOURNAL_NEW,
        .state = JOURNAL_SENDING,
        .key_id = {{1, 2, 3}},
        .nickname = "BANK01",
        .company_id = "123456789012",
        .certificate_id = "Cert1002",
        .started = 1700000000,
        .profile = VALUX_PROFILE_EST,
        .address = "https://centre.example",
        .request = {request, sizeof request},
    };
    struct valux_error error;

    assert_true(journal_make_request_id(journal.request_id, &error));
    return journal;
}

static void test_a_journal_is_read_back_and_removed(void **state)
{
    struct valux_store store;
    struct valux_error error = {0};
    struct journal journal = sample();
    struct journal *loaded;
    size_t count;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    assert_true(journal_write(&journal, &store, &error));
    journal.state = JOURNAL_ANSWERED;
    journal.answer = (struct valux_bytes){(uint8_t *)"{}", 2};
    journal.sealed_request = (struct valux_bytes){(uint8_t *)"sealed", 6};
    assert_true(journal_write(&journal, &store, &error));
    assert_true(journal_load_all(&store, &loaded, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(loaded[0].state, JOURNAL_ANSWERED);
    assert_string_equal(loaded[0].request_id, journal.request_id);
    assert_true(valux_key_id_equal(loaded[0].key_id, journal.key_id));
    assert_int_equal(loaded[0].started, journal.started);
    assert_true(valux_bytes_equal(&loaded[0].request, &journal.request));
    assert_int_equal(loaded[0].profile, VALUX_PROFILE_EST);
    assert_string_equal(loaded[0].address, "https://centre.example");
    assert_true(valux_bytes_equal(&loaded[0].sealed_request, &journal.sealed_request));
    assert_memory_equal(loaded[0].answer.data, "{}", 2);
    journal_free_all(loaded, count);
    assert_true(journal_remove(&journal, &store, &error));
    assert_true(journal_remove(&journal, &store, &error));
    assert_true(journal_load_all(&store, &loaded, &count, &error));
    assert_int_equal(count, 0);
    journal_free_all(loaded, count);
    valux_store_close(&store);
}

static void test_left_over_temporary_files_are_no_journals(void **state)
{
    struct valux_store store;
    struct valux_error error = {0};
    struct journal *loaded;
    size_t count;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    int file = openat(store.directory, "pending/.x.json.0123", O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    close(file);
    assert_true(journal_load_all(&store, &loaded, &count, &error));
    assert_int_equal(count, 0);
    journal_free_all(loaded, count);
    assert_int_equal(unlinkat(store.directory, "pending/.x.json.0123", 0), 0);
    valux_store_close(&store);
}

static void test_a_damaged_journal_is_an_error_that_names_its_file(void **state)
{
    static const char *const wrong[] = {
        "", "{}", "{\"version\":1,\"kind\":\"new\",\"state\":\"sending\",\"requestId\":\"../x\"}",
        "{\"version\":0}"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct journal journal;
        struct valux_error error = {0};
        assert_false(journal_parse(&journal, "name.json", wrong[i], strlen(wrong[i]), &error));
        assert_int_equal(error.domain, VALUX_ERROR_STORE);
        assert_non_null(strstr(error.message, "name.json"));
    }
}

static void test_a_journal_of_a_newer_version_does_not_hide_the_others(void **state)
{
    static const char newer[] = "{\"version\":2}";
    struct valux_store store;
    struct valux_error error = {0};
    struct valux_error unreadable;
    struct journal *loaded;
    size_t count;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, store.directory, "pending/newer.json", newer,
                                   sizeof newer - 1, &error));
    assert_true(journal_load_readable(&store, &loaded, &count, &unreadable, &error));
    assert_int_equal(count, 0);
    journal_free_all(loaded, count);
    assert_int_equal(unreadable.domain, VALUX_ERROR_VERSION);
    assert_non_null(strstr(unreadable.message, "pending/newer.json"));
    assert_null(strstr(unreadable.message, "Move the file"));
    assert_int_equal(unlinkat(store.directory, "pending/newer.json", 0), 0);
    valux_store_close(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_journal_is_read_back_and_removed),
        cmocka_unit_test(test_left_over_temporary_files_are_no_journals),
        cmocka_unit_test(test_a_journal_of_a_newer_version_does_not_hide_the_others),
        cmocka_unit_test(test_a_damaged_journal_is_an_error_that_names_its_file),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
