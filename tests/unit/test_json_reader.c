/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "valux/json.h"

static const char *const colours[] = {"red", "green", NULL};

/* What is read from each of the texts below. */
struct notes {
    char title[8];
    int64_t count;
    int64_t written;
    bool done;
    int colour;
    struct valux_key_id mark;
    struct valux_bytes picture;
    struct valux_bytes *pages;
    size_t page_count;
    bool has_author;
    struct valux_service_period period;
};

static void read_optional(struct valux_json_reader *reader, struct notes *notes)
{
    if (valux_json_has(reader, "count"))
        notes->count = valux_json_integer(reader, "count", 1, 9);
    if (valux_json_has(reader, "written"))
        notes->written = valux_json_time(reader, "written");
    if (valux_json_has(reader, "done"))
        notes->done = valux_json_boolean(reader, "done");
    if (valux_json_has(reader, "colour"))
        notes->colour = valux_json_choice(reader, "colour", colours);
    if (valux_json_has(reader, "mark"))
        notes->mark = valux_json_key_id(reader, "mark");
    if (valux_json_has(reader, "picture"))
        notes->picture = valux_json_base64(reader, "picture");
    if (valux_json_has(reader, "pages"))
        valux_json_base64_array(reader, "pages", 2, &notes->pages, &notes->page_count);
    if (valux_json_has(reader, "author"))
        notes->has_author = valux_json_object(reader, "author") != NULL;
}

static bool read_notes(const char *text, struct notes *notes, struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader("notes.json", VALUX_ERROR_STORE, error);
    cJSON *document = valux_json_parse(&reader, text, strlen(text));

    valux_json_string(&reader, "title", notes->title, sizeof notes->title);
    read_optional(&reader, notes);
    notes->period = valux_json_service_period(&reader);
    cJSON_Delete(document);
    return !reader.failed;
}

static void free_notes(struct notes *notes)
{
    valux_bytes_free(&notes->picture);
    for (size_t i = 0; i < notes->page_count; i++)
        valux_bytes_free(&notes->pages[i]);
    free(notes->pages);
}

static void a_document_is_read_by_a_run_of_calls(void **state)
{
    struct valux_error error;
    struct notes notes = {0};

    (void)state;
    assert_true(read_notes("{\"title\":\"abc\",\"count\":9,\"written\":\"1970-01-01T00:01:00Z\","
                           "\"done\":true,\"colour\":\"green\",\"mark\":"
                           "\"0aFF000000000000000000000000000000000000\",\"picture\":"
                           "\"AQI=\",\"pages\":[\"AQ==\",\"\"],\"author\":{},"
                           "\"servicePeriod\":{\"from\":\"1970-01-01T00:00:01Z\","
                           "\"to\":\"1970-01-01T00:00:02Z\"}}",
                           &notes, &error));
    assert_string_equal(notes.title, "abc");
    assert_int_equal(notes.count, 9);
    assert_int_equal(notes.written, 60);
    assert_true(notes.done);
    assert_int_equal(notes.colour, 1);
    assert_memory_equal(notes.mark.bytes, "\x0a\xff\0", 3);
    assert_int_equal(notes.picture.length, 2);
    assert_int_equal(notes.page_count, 2);
    assert_true(notes.has_author);
    assert_true(notes.period.given);
    assert_int_equal(notes.period.start, 1);
    assert_int_equal(notes.period.end, 2);
    free_notes(&notes);
}

static void absent_optional_members_leave_what_was_there(void **state)
{
    struct valux_error error;
    struct notes notes = {.count = 5, .colour = 7, .done = true};

    (void)state;
    assert_true(read_notes("{\"title\":\"\"}", &notes, &error));
    assert_int_equal(notes.count, 5);
    assert_int_equal(notes.colour, 7);
    assert_true(notes.done);
    assert_null(notes.pages);
    assert_false(notes.has_author);
    assert_false(notes.period.given);
}

static bool read_version(const char *text, enum valux_error_domain domain,
                         struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader("notes.json", domain, error);
    cJSON *document = valux_json_parse(&reader, text, strlen(text));

    valux_json_version(&reader, 2);
    cJSON_Delete(document);
    return !reader.failed;
}

static void a_newer_version_is_told_apart_from_damage(void **state)
{
    static const char *const wrong[] = {"{}", "{\"version\":0}", "{\"version\":1.5}",
                                        "{\"version\":\"3\"}"};
    struct valux_error error;

    (void)state;
    assert_true(read_version("{\"version\":1}", VALUX_ERROR_STORE, &error));
    assert_true(read_version("{\"version\":2}", VALUX_ERROR_STORE, &error));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(read_version(wrong[i], VALUX_ERROR_STORE, &error));
        assert_int_equal(error.domain, VALUX_ERROR_STORE);
    }
    assert_false(read_version("{\"version\":3}", VALUX_ERROR_STORE, &error));
    assert_int_equal(error.domain, VALUX_ERROR_VERSION);
    assert_non_null(strstr(error.message, "notes.json was written by a newer version"));
    assert_false(read_version("{\"version\":4000000000}", VALUX_ERROR_STORE, &error));
    assert_int_equal(error.domain, VALUX_ERROR_VERSION);
    assert_false(read_version("{\"version\":3}", VALUX_ERROR_PROGRAM, &error));
    assert_int_equal(error.domain, VALUX_ERROR_PROGRAM);
}

static void an_error_names_document_and_member(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"[]", "notes.json is not valid JSON."},
        {"{\"title\":\"a\"} x", "notes.json is not valid JSON."},
        {"{}", "notes.json: the member \"title\" is missing."},
        {"{\"title\":1}", "notes.json: the member \"title\" is not a string."},
        {"{\"title\":\"12345678\"}", "notes.json: the member \"title\" is too long."},
        {"{\"title\":\"\",\"count\":1.5}",
         "notes.json: the member \"count\" is not a whole number."},
        {"{\"title\":\"\",\"count\":\"1\"}",
         "notes.json: the member \"count\" is not a whole number."},
        {"{\"title\":\"\",\"count\":10}", "notes.json: the member \"count\" is out of range."},
        {"{\"title\":\"\",\"written\":\"now\"}",
         "notes.json: the member \"written\" is not a time as RFC 3339 writes it."},
        {"{\"title\":\"\",\"done\":0}",
         "notes.json: the member \"done\" is neither true nor false."},
        {"{\"title\":\"\",\"colour\":\"blue\"}",
         "notes.json: the member \"colour\" has a value that is not known."},
        {"{\"title\":\"\",\"mark\":\"00\"}",
         "notes.json: the member \"mark\" is not hexadecimal of the right length."},
        {"{\"title\":\"\",\"picture\":\"?\"}", "notes.json: the member \"picture\" is not base64."},
        {"{\"title\":\"\",\"pages\":{}}", "notes.json: the member \"pages\" is not an array."},
        {"{\"title\":\"\",\"pages\":[\"AQ==\",1]}",
         "notes.json: the member \"pages\" is not base64."},
        {"{\"title\":\"\",\"pages\":[\"\",\"\",\"\"]}",
         "notes.json: the member \"pages\" has too many elements."},
        {"{\"title\":\"\",\"author\":[]}", "notes.json: the member \"author\" is not an object."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct valux_error error = {0};
        struct notes notes = {0};
        assert_false(read_notes(cases[i].text, &notes, &error));
        assert_int_equal(error.domain, VALUX_ERROR_STORE);
        assert_string_equal(error.message, cases[i].message);
        free_notes(&notes);
    }
}

static void the_first_error_is_kept_and_nothing_is_read_after_it(void **state)
{
    struct valux_error error = {0};
    struct notes notes = {.count = 5};

    (void)state;
    assert_false(
        read_notes("{\"title\":1,\"count\":2,\"done\":0,\"pages\":[\"AQ==\"]}", &notes, &error));
    assert_string_equal(error.message, "notes.json: the member \"title\" is not a string.");
    assert_int_equal(notes.count, 5);
    assert_null(notes.pages);
}

static void the_callers_own_failure_counts_like_the_readers(void **state)
{
    struct valux_error error = {0};
    struct valux_json_reader reader = valux_json_reader("notes.json", VALUX_ERROR_ANSWER, &error);
    const char *text = "{\"title\":1}";
    char title[8] = "";

    (void)state;
    cJSON *document = valux_json_parse(&reader, text, strlen(text));
    valux_json_fail(&reader, "title", "is dull");
    valux_json_string(&reader, "title", title, sizeof title);
    valux_json_known_members(&reader, colours);
    assert_true(reader.failed);
    assert_false(valux_json_has(&reader, "title"));
    assert_int_equal(error.domain, VALUX_ERROR_ANSWER);
    assert_string_equal(error.message, "notes.json: the member \"title\" is dull.");
    cJSON_Delete(document);
}

static void a_member_that_is_not_known_is_an_error(void **state)
{
    struct valux_error error = {0};
    struct valux_json_reader reader = valux_json_reader("notes.json", VALUX_ERROR_STORE, &error);
    const char *text = "{\"red\":1,\"blue\":2}";

    (void)state;
    cJSON *document = valux_json_parse(&reader, text, strlen(text));
    valux_json_known_members(&reader, colours);
    assert_string_equal(error.message, "notes.json: the member \"blue\" is not known.");
    cJSON_Delete(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_read_by_a_run_of_calls),
        cmocka_unit_test(absent_optional_members_leave_what_was_there),
        cmocka_unit_test(a_newer_version_is_told_apart_from_damage),
        cmocka_unit_test(an_error_names_document_and_member),
        cmocka_unit_test(the_first_error_is_kept_and_nothing_is_read_after_it),
        cmocka_unit_test(the_callers_own_failure_counts_like_the_readers),
        cmocka_unit_test(a_member_that_is_not_known_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
