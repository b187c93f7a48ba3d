/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "valux/bytes.h"

static void check_base64(const char *plain, const char *text)
{
    struct valux_bytes bytes;
    struct valux_bytes decoded;

    assert_true(valux_bytes_copy(&bytes, plain, strlen(plain)));
    char *encoded = valux_bytes_to_base64(&bytes);
    assert_string_equal(encoded, text);
    assert_true(valux_bytes_from_base64(&decoded, text));
    assert_true(valux_bytes_equal(&bytes, &decoded));
    free(encoded);
    valux_bytes_free(&bytes);
    valux_bytes_free(&decoded);
}

static void test_base64_has_the_vectors_of_rfc_4648(void **state)
{
    (void)state;
    check_base64("", "");
    check_base64("f", "Zg==");
    check_base64("fo", "Zm8=");
    check_base64("foo", "Zm9v");
    check_base64("foob", "Zm9vYg==");
    check_base64("fooba", "Zm9vYmE=");
    check_base64("foobar", "Zm9vYmFy");
}

static void test_text_that_is_not_strict_base64_is_refused(void **state)
{
    static const char *const wrong[] = {"Zg",     "Zg=",  "Zg===",     "Z===",     "====",
                                        "Zg==\n", "Z g=", "Zm9v Zm9v", "Zg==Zg==", "Zm\xc3\xa9="};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct valux_bytes bytes = {NULL, 0};
        assert_false(valux_bytes_from_base64(&bytes, wrong[i]));
        assert_null(bytes.data);
    }
}

static void test_hexadecimal_goes_both_ways_and_its_length_is_exact(void **state)
{
    uint8_t data[3] = {0x00, 0xAB, 0xFF};
    uint8_t read[3];
    char text[7];

    (void)state;
    valux_bytes_to_hex(data, sizeof data, text);
    assert_string_equal(text, "00abff");
    assert_true(valux_bytes_from_hex("00ABff", read, sizeof read));
    assert_memory_equal(read, data, sizeof data);
    assert_false(valux_bytes_from_hex("00abf", read, sizeof read));
    assert_false(valux_bytes_from_hex("00abff0", read, sizeof read));
    assert_false(valux_bytes_from_hex("00abfg", read, sizeof read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64_has_the_vectors_of_rfc_4648),
        cmocka_unit_test(test_text_that_is_not_strict_base64_is_refused),
        cmocka_unit_test(test_hexadecimal_goes_both_ways_and_its_length_is_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
