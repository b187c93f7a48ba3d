/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "screen/output.h"
#include "valux/text.h"

#define GAP 2         /* blanks between columns */
#define INDENTATION 4 /* of a row's second line */

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

/* A cell's text in the locale's character set, in one line, or NULL. The caller frees it. */
static char *convert_cell(const struct table_cell *cell)
{
    char *text = strdup(cell->text);

    if (text == NULL)
        return NULL;
    valux_text_printable(text);
    char *converted = output_convert(text);
    free(text);
    return converted;
}

static void write_cell(FILE *stream, const char *text, enum table_colour colour, size_t padding)
{
    fprintf(stream, "%s%s%s%*s", colour_begin[colour], text, colour != TABLE_PLAIN ? "\033[0m" : "",
            (int)padding, "");
}

/* Whether so many columns are more than the terminal has. A file has room for everything. */
static bool is_too_wide(FILE *stream, size_t width)
{
    struct winsize size = {0};

    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && width > size.ws_col;
}

static void write_rows(FILE *stream, const struct table_cell *cells, char *const *texts,
                       size_t row_count, size_t column_count, size_t second_line)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0};
    size_t total = 0;
    bool colours = table_has_colours(stream);

    for (size_t i = 0; i < row_count * column_count; i++) {
        size_t width = table_text_width(texts[i]);
        if (width > widths[i % column_count])
            widths[i % column_count] = width;
    }
    for (size_t column = 0; column < column_count; column++)
        total += widths[column] + (column == 0 ? 0 : GAP);
    bool broken = second_line > 0 && is_too_wide(stream, total);
    for (size_t row = 0; row < row_count; row++) {
        for (size_t column = 0; column < column_count; column++) {
            size_t i = row * column_count + column;
            bool last = column + 1 == column_count || (broken && column + 1 == second_line);
            size_t padding = widths[column] - table_text_width(texts[i]) + GAP;
            if (broken && column == second_line)
                fprintf(stream, "\n%*s", INDENTATION, "");
            write_cell(stream, texts[i], colours ? cells[i].colour : TABLE_PLAIN,
                       last ? 0 : padding);
        }
        fputc('\n', stream);
    }
}

void table_write(FILE *stream, const struct table_cell *cells, size_t row_count,
                 size_t column_count, size_t second_line)
{
    size_t count = row_count * column_count;
    char **texts = calloc(count, sizeof *texts);
    bool complete = texts != NULL;

    for (size_t i = 0; complete && i < count; i++)
        complete = (texts[i] = convert_cell(&cells[i])) != NULL;
    if (complete)
        write_rows(stream, cells, texts, row_count, column_count, second_line);
    for (size_t i = 0; texts != NULL && i < count; i++)
        free(texts[i]);
    free(texts);
}
