/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "valux/error.h"
#include "valux/text.h"

static bool is_character_boundary(const char *text, size_t position)
{
    return ((unsigned char)text[position] & 0xC0) != 0x80;
}

/* The longest beginning that fits, in whole characters. */
static size_t expected_length(const char *text, size_t size)
{
    size_t length = strlen(text) < size ? strlen(text) : size - 1;

    while (!is_character_boundary(text, length))
        length--;
    return length;
}

static void test_a_text_is_cut_after_the_last_whole_character_that_fits(void **state)
{
    static const char *const texts[] = {"", "plain", "é1é", "証明書BANK01の期限", "𠮷野家 𠮷"};
    unsigned cuts = 0;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = 1; size <= strlen(texts[i]) + 2; size++, cuts++) {
            char text[64];

            memset(text, 'x', sizeof text);
            valux_text_print(text, size, "%s", texts[i]);
            assert_int_equal(strlen(text), expected_length(texts[i], size));
            assert_memory_equal(text, texts[i], strlen(text));
            assert_int_equal(text[size], 'x');
        }
    }
    print_message("%u sizes, each cut at a whole character\n", cuts);
}

static void test_bytes_that_are_no_characters_are_cut_without_harm(void **state)
{
    char text[8];

    (void)state;
    valux_text_print(text, 4, "%s", "\x80\x80\x80\x80\x80");
    assert_string_equal(text, "\x80\x80\x80");
    valux_text_print(text, 3, "%s", "\xff\xff\xff");
    assert_string_equal(text, "\xff");
}

static void test_an_error_s_message_that_is_too_long_ends_with_a_whole_character(void **state)
{
    char long_text[2 * VALUX_ERROR_MESSAGE_SIZE];
    struct valux_error error;

    (void)state;
    for (size_t prefix = 0; prefix < 3; prefix++) {
        size_t length = prefix;

        memset(long_text, 'a', prefix);
        while (length + 4 < sizeof long_text) {
            memcpy(long_text + length, "鍵", 3);
            length += 3;
        }
        long_text[length] = '\0';
        assert_false(valux_error_set(&error, VALUX_ERROR_INPUT, "%s", long_text));
        assert_int_equal(strlen(error.message),
                         expected_length(long_text, VALUX_ERROR_MESSAGE_SIZE));
    }
}

static void test_what_controls_a_terminal_becomes_a_space(void **state)
{
    static const char *const texts[][2] = {
        {"", ""},
        {"plain text, 証明書 é 𠮷", "plain text, 証明書 é 𠮷"},
        {"a\x1b[31mb\r\n\tc\x7f", "a [31mb   c "},
        {"a\xc2\x9b"
         "31mb",
         "a 31mb"},
        {"a\xe2\x80\xae"
         "b\xe2\x81\xa6"
         "c\xe2\x80\xa8"
         "d\xe2\x80\x8f"
         "e",
         "a b c d e"},
        {"a\xff"
         "b\xc0\xaf"
         "c\xed\xa0\x80"
         "d\xe8\xa8",
         "a b  c   d  "},
        {"a\xf4\x90\x80\x80"
         "b",
         "a    b"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[64];

        strcpy(text, texts[i][0]);
        valux_text_printable(text);
        assert_string_equal(text, texts[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_is_cut_after_the_last_whole_character_that_fits),
        cmocka_unit_test(test_bytes_that_are_no_characters_are_cut_without_harm),
        cmocka_unit_test(test_an_error_s_message_that_is_too_long_ends_with_a_whole_character),
        cmocka_unit_test(test_what_controls_a_terminal_becomes_a_space),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
