/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/text.h"

#include <stdio.h>
#include <string.h>

#define NOT_A_CHARACTER 0xFFFD /* U+FFFD, the replacement character */

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

uint32_t valux_text_character(const char *text, size_t *length)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text;
    size_t wanted = character_length(bytes[0]);
    uint32_t character = bytes[0] & (0x7FU >> wanted);

    *length = 1;
    if (bytes[0] < 0x80)
        return bytes[0];
    if (wanted == 1 || bytes[0] >= 0xF8)
        return NOT_A_CHARACTER;
    for (size_t i = 1; i < wanted; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return NOT_A_CHARACTER;
        character = character << 6 | (bytes[i] & 0x3FU);
    }
    if (character < smallest[wanted] || character > 0x10FFFF ||
        (character >= 0xD800 && character <= 0xDFFF))
        return NOT_A_CHARACTER;
    *length = wanted;
    return character;
}

bool valux_text_is_printable(uint32_t character)
{
    return character >= 0x20 && (character < 0x7F || character > 0x9F) && character != 0x061C &&
           character != 0x200E && character != 0x200F &&
           (character < 0x2028 || character > 0x202E) &&
           (character < 0x2066 || character > 0x2069) && character != NOT_A_CHARACTER;
}

void valux_text_printable(char *text)
{
    char *to = text;
    size_t length;

    for (const char *from = text; *from != '\0'; from += length) {
        uint32_t character = valux_text_character(from, &length);
        if (valux_text_is_printable(character)) {
            memmove(to, from, length);
            to += length;
        } else {
            *to++ = *from == '\n' || *from == '\r' || *from == '\t' ? ' ' : '?';
        }
    }
    *to = '\0';
}

bool valux_text_has_blank(const char *text)
{
    while (*text != '\0' && (unsigned char)*text > ' ' && *text != '\x7f')
        text++;
    return *text != '\0';
}
