/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>

#include "screen/table.h"

static void test_full_width_text_counts_two_columns(void **state)
{
    (void)state;
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    assert_int_equal(table_text_width("BANK01"), 6);
    assert_int_equal(table_text_width("期限間近"), 8);
    assert_int_equal(table_text_width("証明書ID"), 8);
    assert_int_equal(table_text_width("\xff\xfe"), 2);
    assert_int_equal(table_text_width(""), 0);
}

static void test_columns_line_up_and_a_file_gets_no_colours(void **state)
{
    const struct table_cell cells[] = {
        {"状態", TABLE_PLAIN}, {"name", TABLE_PLAIN}, {"ok", TABLE_GREEN}, {"x", TABLE_PLAIN}};
    char text[256] = "";
    FILE *stream = tmpfile();

    (void)state;
    table_write(stream, cells, 2, 2, 1);
    rewind(stream);
    size_t length = fread(text, 1, sizeof text - 1, stream);
    text[length] = '\0';
    assert_string_equal(text, "状態  name\nok    x\n");
    fclose(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_width_text_counts_two_columns),
        cmocka_unit_test(test_columns_line_up_and_a_file_gets_no_colours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
