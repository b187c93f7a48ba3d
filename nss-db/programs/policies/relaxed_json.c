/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/relaxed_json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The most bytes of strict JSON for one of relaxed JSON: "\v" becomes "\u000b". */
#define GROWTH 3

/* A text that is read from its beginning to its end, and what has been written of it. */
struct converter {
    const char *text;
    size_t length;
    size_t position;
    char *strict; /* GROWTH * length bytes */
    size_t written;
};

static bool is_next(const struct converter *converter, const char *characters)
{
    size_t length = strlen(characters);

    return converter->length - converter->position >= length &&
           memcmp(converter->text + converter->position, characters, length) == 0;
}

static void write_text(struct converter *converter, const char *text, size_t length)
{
    memcpy(converter->strict + converter->written, text, length);
    converter->written += length;
}

static void copy(struct converter *converter, size_t length)
{
    write_text(converter, converter->text + converter->position, length);
    converter->position += length;
}

/* Skips a comment that begins here; false where none does. */
static bool skip_comment(struct converter *converter)
{
    bool is_line = is_next(converter, "//");

    if (!is_line && !is_next(converter, "/*"))
        return false;
    converter->position += 2;
    while (converter->position < converter->length && !is_next(converter, is_line ? "\n" : "*/") &&
           !(is_line && is_next(converter, "\r")))
        converter->position++;
    if (!is_line && converter->position < converter->length)
        converter->position += 2;
    return true;
}

static void skip_blanks_and_comments(struct converter *converter)
{
    size_t before;

    do {
        before = converter->position;
        while (is_next(converter, " ") || is_next(converter, "\t") || is_next(converter, "\r") ||
               is_next(converter, "\n"))
            converter->position++;
        (void)skip_comment(converter);
    } while (converter->position > before);
}

/* Copies a comma, unless the array or object ends behind it. */
static void copy_comma(struct converter *converter)
{
    converter->position++;
    skip_blanks_and_comments(converter);
    if (!is_next(converter, "]") && !is_next(converter, "}"))
        write_text(converter, ",", 1);
}

/* Copies a backslash and what belongs to it. */
static void copy_escape(struct converter *converter)
{
    if (is_next(converter, "\\v")) {
        write_text(converter, "\\u000b", 6);
        converter->position += 2;
    } else if (is_next(converter, "\\x") && converter->length - converter->position >= 4) {
        write_text(converter, "\\u00", 4);
        converter->position += 2;
        copy(converter, 2);
    } else {
        copy(converter, converter->length - converter->position >= 2 ? 2 : 1);
    }
}

static void copy_string(struct converter *converter)
{
    copy(converter, 1);
    while (converter->position < converter->length && !is_next(converter, "\"")) {
        if (is_next(converter, "\\"))
            copy_escape(converter);
        else
            copy(converter, 1);
    }
    if (converter->position < converter->length)
        copy(converter, 1);
}

cJSON *relaxed_json_parse(const char *text, size_t length)
{
    struct converter converter = {.text = text, .length = length};

    converter.strict = malloc(GROWTH * length + 1);
    if (converter.strict == NULL)
        return NULL;
    while (converter.position < length) {
        if (is_next(&converter, "\""))
            copy_string(&converter);
        else if (is_next(&converter, ","))
            copy_comma(&converter);
        else if (skip_comment(&converter))
            write_text(&converter, " ", 1);
        else
            copy(&converter, 1);
    }
    cJSON *document = cJSON_ParseWithLength(converter.strict, converter.written);
    free(converter.strict);
    return document;
}
