/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "valux/json_comments.h"

static const struct {
    const char *text;
    const char *bare;
} cases[] = {
    {"", ""},
    {"{}", "{}"},
    {"{ // one\n}", "{       \n}"},
    {"{ // one\r\n}//", "{        \n}  "},
    {"{/* one\n*/1/**/}", "{         1    }"},
    /* Comments do not lie in comments. */
    {"/*/*/{/* // */}//*/", "     {        }    "},
    {"// /*\n{}", "     \n{}"},
    /* What looks like a comment. */
    {"{\"a\":\"//\",\"/*\":\"*/\"}", "{\"a\":\"//\",\"/*\":\"*/\"}"},
    {"{\"a\":\"\\\"//\"}//", "{\"a\":\"\\\"//\"}  "},
    {"{\"a\":\"\\\\\"}//", "{\"a\":\"\\\\\"}  "},
    /* What does not end. */
    {"{/* one *", "{/* one *"},
    {"/* 1 */ /* 2 /* 3 // 4", "        /* 2 /* 3     "},
    {"{\"a // \\", "{\"a // \\"},
    {"{}/", "{}/"},
};
#define CASE_COUNT (sizeof cases / sizeof cases[0])

static void test_blanks_stand_where_the_comments_were(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        char *bare = valux_json_without_comments(cases[i].text, strlen(cases[i].text));

        assert_non_null(bare);
        assert_string_equal(bare, cases[i].bare);
        free(bare);
    }
}

static void test_zero_bytes_are_kept(void **state)
{
    static const char text[] = "{\0//\0\n}";
    char *bare = valux_json_without_comments(text, sizeof text - 1);

    (void)state;
    assert_non_null(bare);
    assert_memory_equal(bare, "{\0   \n}", sizeof text);
    free(bare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blanks_stand_where_the_comments_were),
        cmocka_unit_test(test_zero_bytes_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
