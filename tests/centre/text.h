/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_TEXT_H
#define VALUX_TESTS_CENTRE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Base64, times, and the rules of fields. The centre has functions of its own for them and uses
 * none of the product's. So a mistake on one side makes a test fail.
 */

#define TEXT_TIME_SIZE 32   /* bytes of a written time with its terminating zero */
#define TEXT_DIGEST_SIZE 65 /* bytes of a SHA-256 in hexadecimal with its terminating zero */
#define TEXT_UUID_LENGTH 36 /* characters of a UUID */
#define TEXT_BASE64_LINE 64 /* characters in a line of text_base64_lines */

/* Prints "valux-centre: …" and a line end on standard error. Returns false always. */
bool complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Base64 (RFC 4648, section 4) in one line, or in lines of 64. The caller frees; NULL: no memory.
 */
char *text_base64(const unsigned char *data, size_t length);
char *text_base64_lines(const unsigned char *data, size_t length);

/*
 * Strict base64: no white space, whole groups of four, canonical padding. *data is the caller's to
 * free.
 */
bool text_unbase64(const char *text, size_t text_length, unsigned char **data, size_t *length);

/* Writes seconds since 1970 as YYYY-MM-DDThh:mm:ssZ (RFC 3339), and reads exactly that form. */
void text_time(int64_t seconds, char text[static TEXT_TIME_SIZE]);
bool text_parse_time(const char *text, int64_t *seconds);

/* SHA-256 of `length` bytes, in hexadecimal. */
bool text_digest(const void *data, size_t length, char digest[static TEXT_DIGEST_SIZE]);

/* Half-width alphanumerics, or capital letters alone, `minimum` to `maximum` of them. */
bool text_is_alphanumeric(const char *text, size_t minimum, size_t maximum);
bool text_is_capitals(const char *text, size_t minimum, size_t maximum);

/* A UUID as RFC 9562 writes it. */
bool text_is_uuid(const char *text);

/* A whole number that fits, with nothing behind it. */
bool text_parse_number(const char *text, int64_t *number);

#endif
