/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/bytes.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

bool valux_bytes_copy(struct valux_bytes *bytes, const void *data, size_t length)
{
    uint8_t *copy = malloc(length > 0 ? length : 1);

    if (copy == NULL)
        return false;
    if (length > 0)
        memcpy(copy, data, length);
    *bytes = (struct valux_bytes){copy, length};
    return true;
}

void valux_bytes_free(struct valux_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct valux_bytes){NULL, 0};
}

void valux_bytes_wipe(struct valux_bytes *bytes)
{
    if (bytes->data != NULL)
        explicit_bzero(bytes->data, bytes->length);
    valux_bytes_free(bytes);
}

bool valux_bytes_equal(const struct valux_bytes *a, const struct valux_bytes *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

char *valux_bytes_to_base64(const struct valux_bytes *bytes)
{
    if (bytes->length > INT32_MAX / 2)
        return NULL;
    char *text = malloc((bytes->length + 2) / 3 * 4 + 1);
    if (text == NULL)
        return NULL;
    if (bytes->length == 0)
        text[0] = '\0';
    else
        EVP_EncodeBlock((unsigned char *)text, bytes->data, (int)bytes->length);
    return text;
}

static bool is_base64_character(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

bool valux_bytes_from_base64(struct valux_bytes *bytes, const char *text)
{
    size_t length = strlen(text);
    size_t padding = 0;

    if (length % 4 != 0 || length > INT32_MAX / 2)
        return false;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < length - padding; i++)
        if (!is_base64_character(text[i]))
            return false;
    uint8_t *data = malloc(length / 4 * 3 + 1);
    if (data == NULL)
        return false;
    if (length > 0 && EVP_DecodeBlock(data, (const unsigned char *)text, (int)length) < 0) {
        free(data);
        return false;
    }
    *bytes = (struct valux_bytes){data, length / 4 * 3 - padding};
    return true;
}

void valux_bytes_to_hex(const uint8_t *data, size_t length, char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits[data[i] >> 4];
        text[2 * i + 1] = digits[data[i] & 15];
    }
    text[2 * length] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool valux_bytes_from_hex(const char *text, uint8_t *data, size_t length)
{
    if (strlen(text) != 2 * length)
        return false;
    for (size_t i = 0; i < length; i++) {
        int high = hex_digit(text[2 * i]);
        int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        data[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
