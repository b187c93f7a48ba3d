/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/text.h"

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
