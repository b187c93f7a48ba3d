/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/text.h"

#include <stdbool.h>
#include <stdint.h>
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

/*
 * The character that the text begins with; *length becomes its bytes. A byte that begins no
 * character of UTF-8 counts as U+FFFD.
 */
static uint32_t read_character(const unsigned char *text, size_t *length)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t wanted = text[0] < 0x80 ? 1 : character_length(text[0]);
    uint32_t character = wanted == 1 ? text[0] : text[0] & (0x7FU >> wanted);

    *length = 1;
    if (text[0] >= 0xF8 || (wanted == 1 && text[0] >= 0x80))
        return 0xFFFD;
    for (size_t i = 1; i < wanted; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 0xFFFD;
        character = character << 6 | (text[i] & 0x3FU);
    }
    if (character < smallest[wanted] || character > 0x10FFFF ||
        (character >= 0xD800 && character <= 0xDFFF))
        return 0xFFFD;
    *length = wanted;
    return character;
}

static bool is_harmful(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0x9F) || character == 0x061C ||
           character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

void valux_text_printable(char *text)
{
    char *to = text;
    size_t length;

    for (const char *from = text; *from != '\0'; from += length) {
        uint32_t character = read_character((const unsigned char *)from, &length);
        bool is_blank = *from == '\n' || *from == '\r' || *from == '\t';
        bool is_lone_byte = length == 1 && (unsigned char)*from >= 0x80;
        if (is_blank) {
            *to++ = ' ';
        } else if (is_harmful(character) || is_lone_byte) {
            *to++ = '?';
        } else {
            memmove(to, from, length);
            to += length;
        }
    }
    *to = '\0';
}
