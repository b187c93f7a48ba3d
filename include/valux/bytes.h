/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_BYTES_H
#define VALUX_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A byte string on the heap. {NULL, 0} is an empty one that does not have to be freed. */
struct valux_bytes {
    uint8_t *data;
    size_t length;
};

/* Makes *bytes a copy of `length` bytes at `data`. False if there is not enough memory. */
bool valux_bytes_copy(struct valux_bytes *bytes, const void *data, size_t length);

/* Frees the bytes and makes *bytes empty. */
void valux_bytes_free(struct valux_bytes *bytes);

/* Likewise, and overwrites the bytes with zeros first. For secrets. */
void valux_bytes_wipe(struct valux_bytes *bytes);

bool valux_bytes_equal(const struct valux_bytes *a, const struct valux_bytes *b);

/*
 * Base64 (RFC 4648, section 4) without line breaks. The caller frees the text or the bytes. NULL if
 * there is not enough memory. Decoding is strict: it returns false for white space and for wrong
 * padding.
 */
char *valux_bytes_to_base64(const struct valux_bytes *bytes);
bool valux_bytes_from_base64(struct valux_bytes *bytes, const char *text);

/* Lower-case hexadecimal: writes 2 * length characters and a zero. */
void valux_bytes_to_hex(const uint8_t *data, size_t length, char *text);

/* Reads exactly 2 * length hexadecimal digits. */
bool valux_bytes_from_hex(const char *text, uint8_t *data, size_t length);

#endif
