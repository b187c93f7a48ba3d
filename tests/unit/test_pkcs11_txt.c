/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "programs/pkcs11_txt.h"

static struct valux_bytes bytes_of(const char *text)
{
    struct valux_bytes bytes;

    assert_true(valux_bytes_copy(&bytes, text, strlen(text)));
    return bytes;
}

/* Writes the entries as "name|library;", with "!" for one that is two. */
static void describe(const char *text, size_t length, char *described, size_t size)
{
    struct pkcs11_txt_entry entry;
    size_t position = 0;
    size_t written = 0;

    described[0] = '\0';
    while (pkcs11_txt_next(text, length, &position, &entry)) {
        written += (size_t)snprintf(
            described + written, size - written, "%.*s|%.*s%s;", (int)entry.name.length,
            entry.name.text, (int)entry.library.length, entry.library.text, entry.mixed ? "!" : "");
        assert_true(written < size);
        assert_true(entry.lines.text >= text);
        assert_true(entry.lines.text + entry.lines.length <= text + length);
    }
}

static void assert_entries(const char *text, const char *expected)
{
    char described[512];
    /* A copy of exactly this length lets a sanitizer see a byte too far. */
    struct valux_bytes copy = bytes_of(text);

    describe((const char *)copy.data, copy.length, described, sizeof described);
    valux_bytes_free(&copy);
    assert_string_equal(described, expected);
}

static void assert_completed(const char *text, const char *expected)
{
    struct valux_bytes completed;
    struct valux_bytes again;

    assert_true(pkcs11_txt_complete(text, strlen(text), &completed));
    assert_int_equal(completed.length, strlen(expected));
    assert_memory_equal(completed.data, expected, completed.length);
    assert_true(pkcs11_txt_complete((const char *)completed.data, completed.length, &again));
    assert_true(valux_bytes_equal(&completed, &again));
    valux_bytes_free(&completed);
    valux_bytes_free(&again);
}

static void entries_are_read_as_nss_reads_them(void **state)
{
    (void)state;
    assert_entries("", "");
    assert_entries("\n\n", "");
    assert_entries("# a comment\n\n#another", "");
    assert_entries("library=\nname=NSS\nNSS=Flags=internal\n\nlibrary=/a.so\nname=A b\n\n",
                   "NSS|;A b|/a.so;");
    assert_entries("library=/a.so\r\nname=A\r\n\r\nname=\"B\"\r\nlibrary=\"/b.so\"",
                   "A|/a.so;B|/b.so;");
    assert_entries(" Library=/a.so\n\tNAME=A\nother=name=x\nnames=y", "A|/a.so;");
    assert_entries("parameters=library=x\n", "|;");
}

static void two_entries_without_an_empty_line_between_them_are_seen(void **state)
{
    struct pkcs11_txt_entry entry;
    size_t position = 0;
    static const char two[] = "library=a\nname=A\nlibrary=b\nname=B\n";

    (void)state;
    assert_entries(two, "B|b!;");
    assert_entries("library=a\nname=A\n \nlibrary=b\n", "A|b!;");
    assert_entries("library=a\nname=A\n# comment\nname=B\n", "B|a!;");
    assert_true(pkcs11_txt_next(two, sizeof two - 1, &position, &entry));
    assert_int_equal(entry.second_name.length, 1);
    assert_memory_equal(entry.second_name.text, "A", 1);
}

static void a_list_is_completed_by_empty_lines_alone(void **state)
{
    (void)state;
    assert_completed("", "");
    assert_completed("\n", "\n");
    assert_completed("\n\n", "\n\n");
    assert_completed("name=A", "name=A\n\n");
    assert_completed("name=A\n", "name=A\n\n");
    assert_completed("name=A\n\n", "name=A\n\n");
    assert_completed("name=A\r\n\r\nname=B\r\n", "name=A\n\nname=B\n\n");
    assert_completed("\r\nname=A", "\nname=A\n\n");
    assert_completed("name=A\n\r\nname=B\r", "name=A\n\nname=B\n\n");
    assert_completed("name=A\r\r\n\r\nname=B", "name=A\r\r\n\nname=B\n\n");
    /* NSS sees these empty lines: the ends of the others are left as they are. */
    assert_completed("name=A\r\n\nname=B\n", "name=A\r\n\nname=B\n\n");
}

static void assert_put_back(const char *before, const char *now, size_t lost, const char *expected)
{
    struct valux_bytes first = bytes_of(before);
    struct valux_bytes second = bytes_of(now);
    struct valux_bytes whole;

    assert_int_equal(pkcs11_txt_count_lost(&first, &second, "VALUX"), lost);
    assert_true(pkcs11_txt_put_back(&first, &second, "VALUX", &whole));
    assert_int_equal(whole.length, strlen(expected));
    assert_memory_equal(whole.data, expected, whole.length);
    assert_int_equal(pkcs11_txt_count_lost(&first, &whole, "VALUX"), 0);
    valux_bytes_free(&first);
    valux_bytes_free(&second);
    valux_bytes_free(&whole);
}

static void entries_that_were_lost_are_put_back_and_ours_is_not(void **state)
{
    static const char before[] = "name=NSS\n\n# mine\nlibrary=a\nname=A\nNSS=x\n\nlibrary=v\n"
                                 "name=VALUX\n\nlibrary=o\nname=VALUX old\n";

    (void)state;
    assert_put_back(before, "name=NSS\n\nlibrary=w\nname=VALUX\n", 2,
                    "name=NSS\n\nlibrary=w\nname=VALUX\n\n# mine\nlibrary=a\nname=A\nNSS=x\n\n"
                    "library=o\nname=VALUX old\n\n");
    assert_put_back(
        before, "", 3,
        "name=NSS\n\n# mine\nlibrary=a\nname=A\nNSS=x\n\nlibrary=o\nname=VALUX old\n\n");
    /* Two that are the same are two. */
    assert_put_back("name=A\n\nname=A\n\n", "name=A\n\n", 1, "name=A\n\nname=A\n\n");
    /* One of the same name with another library is another one. */
    assert_put_back("library=a\nname=A\n\n", "library=b\nname=A\n\n", 1,
                    "library=b\nname=A\n\nlibrary=a\nname=A\n\n");
    assert_put_back("", "name=A\n\n", 0, "name=A\n\n");
}

static void changed_and_cut_lists_are_survived(void **state)
{
    static const char list[] = "library=\r\nname=NSS\r\n\r\n# c\nlibrary=\"a\"\nname=A\n\nname=B";
    uint32_t random = 1;
    char described[2][512];

    (void)state;
    for (size_t round = 0; round < 5000; round++) {
        char text[sizeof list];
        struct valux_bytes copy;
        struct valux_bytes completed;
        memcpy(text, list, sizeof list);
        for (size_t i = 0; i < 4; i++) {
            static const char characters[] = "\r\n\n\r\"=#na\0 l";
            random = random * 1664525U + 1013904223U;
            text[(random >> 8) % (sizeof text - 1)] =
                characters[(random >> 24) % (sizeof characters - 1)];
        }
        random = random * 1664525U + 1013904223U;
        assert_true(valux_bytes_copy(&copy, text, (random >> 8) % sizeof text));
        assert_true(pkcs11_txt_complete((const char *)copy.data, copy.length, &completed));
        assert_int_equal(pkcs11_txt_count_lost(&copy, &completed, ""), 0);
        assert_int_equal(pkcs11_txt_count_lost(&completed, &copy, ""), 0);
        describe((const char *)copy.data, copy.length, described[0], sizeof described[0]);
        describe((const char *)completed.data, completed.length, described[1], sizeof described[1]);
        assert_string_equal(described[0], described[1]);
        valux_bytes_free(&copy);
        valux_bytes_free(&completed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read_as_nss_reads_them),
        cmocka_unit_test(two_entries_without_an_empty_line_between_them_are_seen),
        cmocka_unit_test(a_list_is_completed_by_empty_lines_alone),
        cmocka_unit_test(entries_that_were_lost_are_put_back_and_ours_is_not),
        cmocka_unit_test(changed_and_cut_lists_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
