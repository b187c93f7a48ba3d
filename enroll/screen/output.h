/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_OUTPUT_H
#define VALUX_ENROLL_SCREEN_OUTPUT_H

#include <stdio.h>

/*
 * The one way of a text to the person. Inside of the program every text is UTF-8. Here it is
 * converted to the character set of the person's locale, and the control characters that a text of
 * others brought along are made visible (valux_text_printable). JSON has a way of its own: it is
 * UTF-8 in every locale.
 */

/* Writes a printf format to the stream. Line ends stay. */
void output_print(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes a printf format to the descriptor, as output_print does. */
void output_print_descriptor(int descriptor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Writes a JSON document and a line end to the stream. Characters that valux_text_printable
 * would change are written as escapes (RFC 8259, section 7), so the document says the same; bytes
 * that are no UTF-8 become U+FFFD.
 */
void output_json(FILE *stream, const char *document);

/*
 * The text as output_print writes it, in the locale's character set. What that set lacks is
 * replaced by something similar, or by question marks. The caller frees it; NULL for want of
 * memory.
 */
char *output_convert(const char *text);

#endif
