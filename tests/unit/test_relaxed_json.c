/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "programs/policies/relaxed_json.h"

/* Parses exactly these bytes, so that a sanitizer sees one too far. */
static cJSON *parse(const char *text, size_t length)
{
    char *copy = malloc(length == 0 ? 1 : length);

    assert_non_null(copy);
    memcpy(copy, text, length);
    cJSON *document = relaxed_json_parse(copy, length);
    free(copy);
    return document;
}

static void assert_read_as(const char *text, const char *expected)
{
    cJSON *document = parse(text, strlen(text));
    char *printed = cJSON_PrintUnformatted(document);

    assert_non_null(printed);
    assert_string_equal(printed, expected);
    cJSON_free(printed);
    cJSON_Delete(document);
}

static void comments_of_both_kinds_are_passed_over(void **state)
{
    (void)state;
    assert_read_as("// by the administrator\n{\"a\": 1 /* one */, // two\r\n \"b\": [/**/]}",
                   "{\"a\":1,\"b\":[]}");
    assert_read_as("{\"a\":1}// to the end", "{\"a\":1}");
    assert_read_as("{\"a\":1}/* to the end", "{\"a\":1}");
    assert_read_as("{\"a\":1}/*/ */", "{\"a\":1}");
    assert_read_as("1/**/2", "1");
}

static void commas_behind_the_last_are_passed_over(void **state)
{
    (void)state;
    assert_read_as("{\"a\":[1,2,],}", "{\"a\":[1,2]}");
    assert_read_as("[1, // one\n /* two */ ]", "[1]");
    assert_read_as("[1,// one\n2]", "[1,2]");
}

static void what_stands_in_strings_is_kept(void **state)
{
    (void)state;
    assert_read_as("[\"https://a/*b*/,]\", \"\\\"//\", \"\\\\\",]",
                   "[\"https://a/*b*/,]\",\"\\\"//\",\"\\\\\"]");
    assert_read_as("[\"\\x41\\v\"]", "[\"A\\u000b\"]");
}

static void what_is_cut_or_wrong_is_survived(void **state)
{
    static const char text[] = "// c\n{\"a\\x41\\v\\\"\": [1, /* x */ 2,], \"b\": \"//\",}";

    (void)state;
    for (size_t length = 0; length < sizeof text - 1; length++) {
        cJSON *document = parse(text, length);
        assert_null(document);
    }
    cJSON_Delete(parse(text, sizeof text - 1));
    static const char *const wrong[] = {"", "/", "//", "/*", ",", "[,]x", "{,}", "[1,,]", "[\"\\"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cJSON_Delete(parse(wrong[i], strlen(wrong[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_of_both_kinds_are_passed_over),
        cmocka_unit_test(commas_behind_the_last_are_passed_over),
        cmocka_unit_test(what_stands_in_strings_is_kept),
        cmocka_unit_test(what_is_cut_or_wrong_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
