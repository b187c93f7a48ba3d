/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TEXT_H
#define VALUX_TEXT_H

#include <libintl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The language of what the person reads. Texts stand in the source in English; enroll/po/ holds the
 * translations. `_` translates at once; `N_` marks a text in a table that is translated when it is
 * shown.
 */

#define VALUX_TEXT_DOMAIN "valux"
#define _(text) dgettext(VALUX_TEXT_DOMAIN, text)
#define N_(text) text

/*
 * Writes a printf format to `text`, which has `size` bytes, at least 1. A text that is too long is
 * cut after a whole character of UTF-8 (RFC 3629).
 */
void valux_text_print(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void valux_text_vprint(char *text, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/*
 * The character that the text, which is not empty, begins with; *length becomes its bytes. A byte
 * that begins no character of UTF-8 is U+FFFD, 1 byte long.
 */
uint32_t valux_text_character(const char *text, size_t *length);

/*
 * Whether a character may be shown as it is. False for control characters (U+0000 to U+001F, U+007F
 * to U+009F), for those that change the direction or the lines of a text (U+061C, U+200E, U+200F,
 * U+2028 to U+202E, U+2066 to U+2069), and for U+FFFD.
 */
bool valux_text_is_printable(uint32_t character);

/*
 * Makes a text of others harmless to show in one line, in place; it never grows. Line ends and tabs
 * become blanks. Every other character that valux_text_is_printable does not let through, and every
 * byte that is no UTF-8, becomes a question mark.
 */
void valux_text_printable(char *text);

/* Whether there is a blank or a control character of ASCII in the text. */
bool valux_text_has_blank(const char *text);

#endif
