/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/output.h"

#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/text.h"

#define BYTES_MAX 8 /* that a character of UTF-8 becomes in another character set, at most */

/* Passes each line through valux_text_printable, which would change the line ends. */
static void make_lines_printable(char *text)
{
    char *to = text;
    char *line = text;

    for (;;) {
        char *end = strchrnul(line, '\n');
        char separator = *end;
        *end = '\0';
        valux_text_printable(line);
        while (*line != '\0')
            *to++ = *line++;
        *to = separator;
        if (separator == '\0')
            return;
        to++;
        line = end + 1;
    }
}

/* Converts the text, which is valid UTF-8, to `to`, which is large enough. */
static void convert(iconv_t converter, char *text, char *to, size_t size)
{
    size_t left = strlen(text);
    size_t room = size - 1;

    while (left > 0 && iconv(converter, &text, &left, &to, &room) == (size_t)-1) {
        if (errno != EILSEQ || room == 0)
            break;
        *to++ = '?';
        room--;
        do {
            text++;
            left--;
        } while (((unsigned char)*text & 0xC0) == 0x80);
    }
    iconv(converter, NULL, NULL, &to, &room);
    *to = '\0';
}

/* Like output_convert; changes `text`. */
static char *to_locale(char *text)
{
    char *result = NULL;
    const char *character_set = nl_langinfo(CODESET);
    size_t size = strlen(text) * BYTES_MAX + BYTES_MAX;
    char name[64];
    iconv_t converter = (iconv_t)-1;

    make_lines_printable(text);
    if (strcmp(character_set, "UTF-8") == 0)
        return strdup(text);
    if (snprintf(name, sizeof name, "%s//TRANSLIT", character_set) < (int)sizeof name)
        converter = iconv_open(name, "UTF-8");
    if (converter == (iconv_t)-1)
        converter = iconv_open("ASCII", "UTF-8");
    if (converter == (iconv_t)-1)
        return strdup(text);
    result = malloc(size);
    if (result != NULL)
        convert(converter, text, result, size);
    iconv_close(converter);
    return result;
}

char *output_convert(const char *text)
{
    char *copy = strdup(text);
    char *result = copy == NULL ? NULL : to_locale(copy);

    free(copy);
    return result;
}

static char *compose(const char *format, va_list arguments)
{
    char *text;
    char *result;

    if (vasprintf(&text, format, arguments) < 0)
        return NULL;
    result = to_locale(text);
    free(text);
    return result;
}

void output_print(FILE *stream, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    char *text = compose(format, arguments);
    va_end(arguments);
    if (text != NULL)
        fputs(text, stream);
    free(text);
}

void output_print_descriptor(int descriptor, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    char *text = compose(format, arguments);
    va_end(arguments);
    if (text != NULL)
        dprintf(descriptor, "%s", text);
    free(text);
}

void output_json(FILE *stream, const char *document)
{
    size_t length;

    for (const char *next = document; *next != '\0'; next += length) {
        uint32_t character = valux_text_character(next, &length);
        if (*next == '\n' || *next == '\t' || valux_text_is_printable(character))
            fprintf(stream, "%.*s", (int)length, next);
        else
            fprintf(stream, "\\u%04x", (unsigned)character);
    }
    putc('\n', stream);
}
