/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TEXT_FIELD_H
#define VALUX_MODULE_TEXT_FIELD_H

#include <string.h>

/* Fills a field of `size` bytes with the text, and blanks behind it (PKCS#11 3.0, 3.2). */
static inline void text_field_set(unsigned char *field, size_t size, const char *text)
{
    size_t length = strlen(text);

    memset(field, ' ', size);
    memcpy(field, text, length < size ? length : size);
}

#endif
