/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_TABLE_H
#define VALUX_ENROLL_SCREEN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Tables for the terminal. Their columns line up with full-width text as well. Colours are used on
 * a terminal only, and not if NO_COLOR is set in the environment.
 */

#define TABLE_COLUMNS_MAX 10

enum table_colour { TABLE_PLAIN, TABLE_GREEN, TABLE_YELLOW, TABLE_RED, TABLE_GREY };

struct table_cell {
    const char *text;
    enum table_colour colour;
};

/*
 * The columns that a text in the locale's character set takes on a terminal; characters that can't
 * be shown count as one.
 */
size_t table_text_width(const char *text);

/*
 * Writes `row_count` rows of `column_count` cells, row by row, the first row being the heads. The
 * cells are UTF-8. Where a row is wider than the terminal, it goes on in a second line from the
 * column `second_line` on; 0 means that it never does. Writes nothing for want of memory.
 */
void table_write(FILE *stream, const struct table_cell *cells, size_t row_count,
                 size_t column_count, size_t second_line);

/* Whether the stream gets colours. */
bool table_has_colours(FILE *stream);

#endif
