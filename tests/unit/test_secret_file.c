/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "screen/secret_file.h"

/* One-time passwords in files as all kinds of editors write them. */

#define SECRET "Abc123Def456"
/* The secret in UTF-16, without its first or its last zero byte. */
#define LOW_FIRST "A\0b\0c\0001\0002\0003\0D\0e\0f\0004\0005\0006"
#define TEXT(text)            \
    {                         \
        text, sizeof text - 1 \
    }

struct text {
    const char *data;
    size_t length;
};

static bool read_text(const struct text *text, char value[static INPUT_SIZE],
                      struct valux_error *error)
{
    int file = memfd_create("secret", MFD_CLOEXEC);

    assert_true(file >= 0);
    assert_int_equal(write(file, text->data, text->length), (ssize_t)text->length);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    bool result = secret_file_read_descriptor(file, INPUT_ONE_TIME_PASSWORD, value, error);
    close(file);
    return result;
}

static void test_every_form_of_one_line_is_read(void **state)
{
    static const struct text texts[] = {
        TEXT(SECRET),
        TEXT(SECRET "\n"),
        TEXT(SECRET "\r\n"),
        TEXT(SECRET "\r"),
        TEXT("\n" SECRET "\n"),
        TEXT(SECRET "\n\n"),
        TEXT("\r\n \r\n" SECRET "\r\n\r\n"),
        TEXT(" \t" SECRET " \n"),
        TEXT("\xef\xbb\xbf" SECRET),
        TEXT("\xef\xbb\xbf\r\n" SECRET "\r\n"),
        TEXT("\xff\xfe" LOW_FIRST "\0"),
        TEXT("\xff\xfe" LOW_FIRST "\0\r\0\n\0"),
        TEXT("\xff\xfe\r\0\n\0" LOW_FIRST "\0"),
        TEXT("\xfe\xff\0" LOW_FIRST),
        TEXT("\xfe\xff\0" LOW_FIRST "\0\r\0\n"),
        TEXT(LOW_FIRST "\0"),
        TEXT(LOW_FIRST "\0\n\0"),
        TEXT("\0" LOW_FIRST),
        TEXT("\0" LOW_FIRST "\0\n"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct valux_error error = {0};
        char value[INPUT_SIZE] = "before";
        if (!read_text(&texts[i], value, &error))
            fail_msg("text %zu: %s", i, error.message);
        assert_string_equal(value, SECRET);
    }
}

static void assert_wrong(const struct text *text, const char *phrase)
{
    struct valux_error error = {0};
    char value[INPUT_SIZE] = "before";

    assert_false(read_text(text, value, &error));
    assert_int_equal(error.domain, VALUX_ERROR_INPUT);
    assert_non_null(strstr(error.message, "one-time password"));
    assert_non_null(strstr(error.message, phrase));
    assert_null(strstr(error.message, SECRET));
    assert_string_equal(value, "before");
}

static void test_what_is_no_one_line_is_named_by_its_field(void **state)
{
    static const struct {
        struct text text;
        const char *phrase;
    } cases[] = {
        {TEXT(""), "missing"},
        {TEXT("\n\n \r\n"), "missing"},
        {TEXT("\xef\xbb\xbf"), "missing"},
        {TEXT("\xff\xfe"), "missing"},
        {TEXT(SECRET "\nmore"), "more than one line"},
        {TEXT(SECRET "\rmore\r"), "more than one line"},
        {TEXT("\n" SECRET "\n\n" SECRET "\n"), "more than one line"},
        {TEXT("\xff\xfe" LOW_FIRST "\0\n\0" LOW_FIRST "\0"), "more than one line"},
        {TEXT(SECRET "\0" SECRET), "zero byte"},
        {TEXT("\0\0\0\0"), "zero byte"},
        {TEXT("\xff\xfe" LOW_FIRST "\0\0\0"), "zero byte"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_wrong(&cases[i].text, cases[i].phrase);
}

static void test_characters_that_no_field_takes_stay_wrong(void **state)
{
    static const struct text texts[] = {TEXT("\xff\xfe\x21\xff" LOW_FIRST "\0"),
                                        TEXT("\xef\xbc\xa1" SECRET), TEXT("\xe3\x80\x80" SECRET)};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct valux_error error = {0};
        char value[INPUT_SIZE];
        assert_true(read_text(&texts[i], value, &error));
        assert_false(input_check(INPUT_ONE_TIME_PASSWORD, value, &error));
        assert_non_null(strstr(error.message, "full-width"));
    }
}

static void test_what_has_no_end_is_not_read_for_ever(void **state)
{
    static char blanks[65536];
    static char letters[INPUT_SIZE];
    struct valux_error error = {0};
    char value[INPUT_SIZE];

    (void)state;
    assert_false(secret_file_read("/dev/zero", INPUT_PASSPHRASE, value, &error));
    assert_non_null(strstr(error.message, "passphrase: It is too long"));
    memset(blanks, '\n', sizeof blanks);
    assert_wrong(&(struct text){blanks, sizeof blanks}, "too long");
    memset(letters, 'A', sizeof letters);
    assert_wrong(&(struct text){letters, sizeof letters}, "too long");
}

static void test_what_can_not_be_read_is_named_by_its_field(void **state)
{
    struct valux_error error = {0};
    char value[INPUT_SIZE];

    (void)state;
    assert_false(secret_file_read("/nowhere/otp", INPUT_PASSPHRASE, value, &error));
    assert_non_null(strstr(error.message, "passphrase: /nowhere/otp can't be opened"));
    assert_false(secret_file_read("/", INPUT_PASSPHRASE, value, &error));
    assert_non_null(strstr(error.message, "passphrase: It can't be read"));
    assert_false(secret_file_read_descriptor(-1, INPUT_PASSPHRASE, value, &error));
    assert_int_equal(error.domain, VALUX_ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_of_one_line_is_read),
        cmocka_unit_test(test_what_is_no_one_line_is_named_by_its_field),
        cmocka_unit_test(test_characters_that_no_field_takes_stay_wrong),
        cmocka_unit_test(test_what_has_no_end_is_not_read_for_ever),
        cmocka_unit_test(test_what_can_not_be_read_is_named_by_its_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
