/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The bytes of the character that begins with this one in UTF-8 (RFC 3629, section 3). */
static size_t character_length(unsigned char first)
{
    if (first < 0xC0)
        return 1;
    if (first < 0xE0)
        return 2;
    return first < 0xF0 ? 3 : 4;
}

static void remove_half_character(char *text)
{
    size_t length = strlen(text);
    size_t begin = length;

    while (begin > 0 && ((unsigned char)text[begin - 1] & 0xC0) == 0x80)
        begin--;
    if (begin > 0 && begin - 1 + character_length((unsigned char)text[begin - 1]) > length)
        text[begin - 1] = '\0';
}

void valux_text_vprint(char *text, size_t size, const char *format, va_list arguments)
{
    int length = vsnprintf(text, size, format, arguments);

    if (length < 0)
        text[0] = '\0';
    else if ((size_t)length >= size)
        remove_half_character(text);
}

void valux_text_print(char *text, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    valux_text_vprint(text, size, format, arguments);
    va_end(arguments);
}

/* The character that begins here in UTF-8 (RFC 3629); -1 and one byte where there is none. */
static long read_character(const unsigned char *text, size_t *length)
{
    static const long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    long character = text[0];

    *length = character_length(text[0]);
    if (text[0] < 0x80)
        return character;
    if (text[0] < 0xC2 || text[0] > 0xF4)
        goto none;
    character &= 0x7F >> *length;
    for (size_t i = 1; i < *length; i++) {
        if ((text[i] & 0xC0) != 0x80)
            goto none;
        character = character << 6 | (text[i] & 0x3F);
    }
    if (character >= smallest[*length] && character <= 0x10FFFF &&
        (character < 0xD800 || character > 0xDFFF))
        return character;
none:
    *length = 1;
    return -1;
}

static bool is_printable(long character)
{
    return character >= 0x20 && !(character >= 0x7F && character <= 0x9F) && character != 0x200E &&
           character != 0x200F && !(character >= 0x2028 && character <= 0x202E) &&
           !(character >= 0x2066 && character <= 0x2069);
}

void valux_text_printable(char *text)
{
    char *end = text;
    size_t length;

    for (const char *from = text; *from != '\0'; from += length) {
        if (!is_printable(read_character((const unsigned char *)from, &length))) {
            *end++ = ' ';
            continue;
        }
        memmove(end, from, length);
        end += length;
    }
    *end = '\0';
}
