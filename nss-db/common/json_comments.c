/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/json_comments.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of the string that begins here, its quotation marks included. */
static size_t string_length(const char *text, size_t length)
{
    size_t at = 1;

    while (at < length && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return at < length ? at + 1 : length;
}

/*
 * The bytes of the comment that begins here, without the end of its line; 0 if none does. *endless
 * becomes true at one that does not end: then no later one ends either, and none is looked for.
 */
static size_t comment_length(const char *text, size_t length, bool *endless)
{
    const char *end;

    if (length < 2 || text[0] != '/')
        return 0;
    if (text[1] == '/') {
        end = memchr(text, '\n', length);
        return end == NULL ? length : (size_t)(end - text);
    }
    if (text[1] != '*' || *endless)
        return 0;
    end = memmem(text + 2, length - 2, "*/", 2);
    *endless = end == NULL;
    return end == NULL ? 0 : (size_t)(end - text) + 2;
}

char *valux_json_without_comments(const char *text, size_t length)
{
    char *bare = malloc(length + 1);
    size_t at = 0;
    bool endless = false;

    if (bare == NULL)
        return NULL;
    memcpy(bare, text, length);
    bare[length] = '\0';
    while (at < length) {
        size_t comment = comment_length(text + at, length - at, &endless);
        memset(bare + at, ' ', comment);
        if (comment > 0)
            at += comment;
        else
            at += text[at] == '"' ? string_length(text + at, length - at) : 1;
    }
    return bare;
}
