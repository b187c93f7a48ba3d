/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static const char *const colour_begin[] = {
    [TABLE_PLAIN] = "",         [TABLE_GREEN] = "\033[32m", [TABLE_YELLOW] = "\033[33m",
    [TABLE_RED] = "\033[31;1m", [TABLE_GREY] = "\033[90m",
};

size_t table_text_width(const char *text)
{
    mbstate_t state = {0};
    size_t width = 0;

    while (*text != '\0') {
        wchar_t character;
        size_t length = mbrtowc(&character, text, MB_CUR_MAX, &state);
        if (length == (size_t)-1 || length == (size_t)-2) {
            memset(&state, 0, sizeof state);
            text++;
            width++;
            continue;
        }
        int columns = wcwidth(character);
        width += columns < 0 ? 1 : (size_t)columns;
        text += length;
    }
    return width;
}

bool table_has_colours(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR");

    return (no_colour == NULL || no_colour[0] == '\0') && isatty(fileno(stream));
}

static void write_cell(FILE *stream, const struct table_cell *cell, size_t padding, bool colours)
{
    bool coloured = colours && cell->colour != TABLE_PLAIN;

    fprintf(stream, "%s%s%s%*s", coloured ? colour_begin[cell->colour] : "", cell->text,
            coloured ? "\033[0m" : "", (int)padding, "");
}

void table_write(FILE *stream, const struct table_cell *cells, size_t row_count,
                 size_t column_count)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0};
    bool colours = table_has_colours(stream);

    for (size_t i = 0; i < row_count * column_count; i++) {
        size_t width = table_text_width(cells[i].text);
        if (width > widths[i % column_count])
            widths[i % column_count] = width;
    }
    for (size_t row = 0; row < row_count; row++) {
        for (size_t column = 0; column < column_count; column++) {
            const struct table_cell *cell = &cells[row * column_count + column];
            size_t padding = widths[column] - table_text_width(cell->text) + 2;
            write_cell(stream, cell, column + 1 == column_count ? 0 : padding, colours);
        }
        fputc('\n', stream);
    }
}
