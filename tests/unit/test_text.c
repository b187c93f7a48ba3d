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

static void assert_printable(const char *given, const char *expected)
{
    char text[128];

    valux_text_print(text, sizeof text, "%s", given);
    valux_text_printable(text);
    assert_string_equal(text, expected);
}

static void test_control_characters_become_visible_and_letters_stay(void **state)
{
    (void)state;
    assert_printable("", "");
    assert_printable("plain é 証明書 𠮷", "plain é 証明書 𠮷");
    assert_printable("a\nb\tc\rd", "a b c d");
    assert_printable("\033[2Jx\007y\177", "?[2Jx?y?");
    assert_printable("\xC2\x9B"
                     "31mred\xC2\x80",
                     "?31mred?");
    assert_printable("\xC2\xA0", "\xC2\xA0");
}

static void test_characters_that_turn_or_break_lines_become_visible(void **state)
{
    static const unsigned turning[] = {0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C,
                                       0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069};

    (void)state;
    assert_printable("a\xD8\x9C"
                     "b",
                     "a?b");
    for (size_t i = 0; i < sizeof turning / sizeof turning[0]; i++) {
        char text[] = "<xyz>";

        text[1] = (char)(0xE0 | turning[i] >> 12);
        text[2] = (char)(0x80 | (turning[i] >> 6 & 0x3F));
        text[3] = (char)(0x80 | (turning[i] & 0x3F));
        assert_printable(text, "<?>");
    }
    assert_printable("\u200D\u2030\u2065\u206A", "\u200D\u2030\u2065\u206A");
}

static void test_bytes_that_are_no_utf_8_become_visible(void **state)
{
    (void)state;
    assert_printable("\x9B"
                     "31m",
                     "?31m");
    assert_printable("a\xC0\x9B", "a??");
    assert_printable("\xE2\x80", "??");
    assert_printable("\xED\xA0\x80", "???");
    assert_printable("\xF4\x90\x80\x80\xFF", "?????");
    assert_printable("\xE0\x82\x9B"
                     "é",
                     "???é");
}

static void test_an_error_s_message_quotes_others_without_their_control_characters(void **state)
{
    struct valux_error error;

    (void)state;
    assert_false(valux_error_set(&error, VALUX_ERROR_CENTRE, "The centre says: %s.",
                                 "\033]0;title\007no\u202e\nvalux-enroll: done"));
    assert_string_equal(error.message, "The centre says: ?]0;title?no? valux-enroll: done.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_is_cut_after_the_last_whole_character_that_fits),
        cmocka_unit_test(test_bytes_that_are_no_characters_are_cut_without_harm),
        cmocka_unit_test(test_an_error_s_message_that_is_too_long_ends_with_a_whole_character),
        cmocka_unit_test(test_control_characters_become_visible_and_letters_stay),
        cmocka_unit_test(test_characters_that_turn_or_break_lines_become_visible),
        cmocka_unit_test(test_bytes_that_are_no_utf_8_become_visible),
        cmocka_unit_test(test_an_error_s_message_quotes_others_without_their_control_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
