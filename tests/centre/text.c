/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "text.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char base64_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool complain(const char *format, ...)
{
    va_list arguments;

    fputs("valux-centre: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return false;
}

char *text_base64(const unsigned char *data, size_t length)
{
    char *text;

    if (length > INT32_MAX / 2)
        return NULL;
    text = malloc((length + 2) / 3 * 4 + 1);
    if (text != NULL)
        EVP_EncodeBlock((unsigned char *)text, data, (int)length);
    return text;
}

char *text_base64_lines(const unsigned char *data, size_t length)
{
    char *line = text_base64(data, length);
    size_t left = line == NULL ? 0 : strlen(line);
    char *text = line == NULL ? NULL : malloc(left + left / TEXT_BASE64_LINE + 2);
    char *out = text;

    for (const char *in = line; text != NULL && left > 0;) {
        size_t count = left < TEXT_BASE64_LINE ? left : TEXT_BASE64_LINE;

        memcpy(out, in, count);
        out[count] = '\n';
        out += count + 1;
        in += count;
        left -= count;
    }
    if (out != NULL)
        *out = '\0';
    free(line);
    return text;
}

/* The number of '=' at the end. -1 if any other character is not one of base64's. */
static int base64_padding(const char *text, size_t length)
{
    int padding = 0;

    if (length % 4 != 0)
        return -1;
    while (padding < 2 && length > 0 && text[length - 1] == '=') {
        length--;
        padding++;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\0' || strchr(base64_alphabet, text[i]) == NULL)
            return -1;
    }
    return padding;
}

bool text_unbase64(const char *text, size_t text_length, unsigned char **data, size_t *length)
{
    int padding = base64_padding(text, text_length);
    unsigned char *decoded = NULL;
    char *again = NULL;
    bool result = false;

    if (padding < 0 || text_length == 0 || text_length > INT32_MAX / 2)
        goto done;
    decoded = malloc(text_length / 4 * 3);
    if (decoded == NULL ||
        EVP_DecodeBlock(decoded, (const unsigned char *)text, (int)text_length) < 0)
        goto done;
    *length = text_length / 4 * 3 - (size_t)padding;
    again = text_base64(decoded, *length);
    if (again == NULL || memcmp(again, text, text_length) != 0)
        goto done;
    *data = decoded;
    decoded = NULL;
    result = true;
done:
    free(decoded);
    free(again);
    return result;
}

void text_time(int64_t seconds, char text[static TEXT_TIME_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm parts;

    if (gmtime_r(&time, &parts) == NULL ||
        strftime(text, TEXT_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        snprintf(text, TEXT_TIME_SIZE, "9999-12-31T23:59:59Z");
}

bool text_parse_time(const char *text, int64_t *seconds)
{
    struct tm parts = {0};
    char again[TEXT_TIME_SIZE];
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);

    if (end == NULL || *end != '\0')
        return false;
    *seconds = (int64_t)timegm(&parts);
    text_time(*seconds, again);
    return strcmp(again, text) == 0;
}

bool text_digest(const void *data, size_t length, char digest[static TEXT_DIGEST_SIZE])
{
    unsigned char bytes[32];

    if (EVP_Digest(data, length, bytes, NULL, EVP_sha256(), NULL) != 1)
        return false;
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(digest + 2 * i, 3, "%02x", (unsigned)bytes[i]);
    return true;
}

static bool is_made_of(const char *text, const char *alphabet, size_t minimum, size_t maximum)
{
    size_t length = strlen(text);

    return length >= minimum && length <= maximum && strspn(text, alphabet) == length;
}

bool text_is_alphanumeric(const char *text, size_t minimum, size_t maximum)
{
    return is_made_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                      minimum, maximum);
}

bool text_is_capitals(const char *text, size_t minimum, size_t maximum)
{
    return is_made_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", minimum, maximum);
}

bool text_is_uuid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (strlen(text) != TEXT_UUID_LENGTH)
        return false;
    for (size_t i = 0; i < TEXT_UUID_LENGTH; i++) {
        if (shape[i] == '-' ? text[i] != '-' : strchr("0123456789abcdefABCDEF", text[i]) == NULL)
            return false;
    }
    return true;
}

bool text_parse_number(const char *text, int64_t *number)
{
    char *end = NULL;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0')
        return false;
    *number = value;
    return true;
}
