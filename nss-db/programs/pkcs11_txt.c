/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/pkcs11_txt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Takes the next line off, without its end; *position moves behind the end. */
static struct pkcs11_txt_span next_line(const char *text, size_t length, size_t *position)
{
    struct pkcs11_txt_span line = {text + *position, 0};
    const char *end = memchr(line.text, '\n', length - *position);

    line.length = end == NULL ? length - *position : (size_t)(end - line.text);
    *position += line.length + (end == NULL ? 0 : 1);
    if (line.length > 0 && line.text[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* The value of a line KEY=VALUE, without quotation marks around it; its text is NULL for others. */
static struct pkcs11_txt_span value_of(struct pkcs11_txt_span line, const char *key)
{
    size_t length = strlen(key);
    struct pkcs11_txt_span value = {NULL, 0};

    while (line.length > 0 && (line.text[0] == ' ' || line.text[0] == '\t')) {
        line.text++;
        line.length--;
    }
    if (line.length <= length || strncasecmp(line.text, key, length) != 0 ||
        line.text[length] != '=')
        return value;
    value.text = line.text + length + 1;
    value.length = line.length - length - 1;
    if (value.length >= 2 && value.text[0] == '"' && value.text[value.length - 1] == '"') {
        value.text++;
        value.length -= 2;
    }
    return value;
}

static void read_line(struct pkcs11_txt_entry *entry, struct pkcs11_txt_span line)
{
    struct pkcs11_txt_span name = value_of(line, "name");
    struct pkcs11_txt_span library = value_of(line, "library");

    if (name.text != NULL) {
        if (entry->name.text != NULL) {
            entry->mixed = true;
            entry->second_name = entry->name;
        }
        entry->name = name;
    }
    if (library.text != NULL) {
        entry->mixed = entry->mixed || entry->library.text != NULL;
        entry->library = library;
    }
}

bool pkcs11_txt_next(const char *text, size_t length, size_t *position,
                     struct pkcs11_txt_entry *entry)
{
    bool found = false;

    *entry = (struct pkcs11_txt_entry){0};
    while (*position < length) {
        size_t start = *position;
        struct pkcs11_txt_span line = next_line(text, length, position);
        if (line.length == 0) {
            if (found)
                return true;
            entry->lines.text = NULL; /* a comment alone is no entry */
            continue;
        }
        if (entry->lines.text == NULL)
            entry->lines.text = text + start;
        entry->lines.length = (size_t)(text + *position - entry->lines.text);
        if (line.text[0] == '#')
            continue;
        found = true;
        read_line(entry, line);
    }
    return found;
}

bool pkcs11_txt_is_named(const struct pkcs11_txt_entry *entry, const char *name)
{
    return entry->name.text != NULL && entry->name.length == strlen(name) &&
           memcmp(entry->name.text, name, entry->name.length) == 0;
}

/* Whether an empty line of the list ends in CR and LF: NSS does not see it when it deletes. */
static bool has_hidden_empty_line(const char *text, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        if (text[i] == '\r' && text[i + 1] == '\n' && (i == 0 || text[i - 1] == '\n'))
            return true;
    }
    return false;
}

/* Whether the character is a CR that belongs to a line's end, and goes. */
static bool is_part_of_line_end(const char *text, size_t length, size_t i, bool converts)
{
    if (text[i] != '\r' || (i > 0 && text[i - 1] == '\r'))
        return false;
    return i + 1 == length || (converts && text[i + 1] == '\n');
}

bool pkcs11_txt_complete(const char *text, size_t length, struct valux_bytes *completed)
{
    bool converts = has_hidden_empty_line(text, length);
    uint8_t *data = malloc(length + 2);
    size_t written = 0;

    *completed = (struct valux_bytes){NULL, 0};
    if (data == NULL)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!is_part_of_line_end(text, length, i, converts))
            data[written++] = (uint8_t)text[i];
    }
    if (written > 0 && data[written - 1] != '\n')
        data[written++] = '\n';
    if (written > 1 && data[written - 2] != '\n')
        data[written++] = '\n';
    *completed = (struct valux_bytes){data, written};
    return true;
}

static bool spans_equal(struct pkcs11_txt_span a, struct pkcs11_txt_span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.text, b.text, a.length) == 0);
}

/* How many entries before `end` of the list are known by the entry's name and library. */
static size_t count_equal(const char *text, size_t end, const struct pkcs11_txt_entry *entry)
{
    struct pkcs11_txt_entry other;
    size_t position = 0;
    size_t count = 0;

    while (pkcs11_txt_next(text, end, &position, &other)) {
        if (spans_equal(other.name, entry->name) && spans_equal(other.library, entry->library))
            count++;
    }
    return count;
}

/* The next entry of `before`, from *position on, that `now` does not have. */
static bool next_lost(const struct valux_bytes *before, const struct valux_bytes *now,
                      const char *except, size_t *position, struct pkcs11_txt_entry *entry)
{
    const char *text = (const char *)before->data;

    while (pkcs11_txt_next(text, before->length, position, entry)) {
        size_t end = (size_t)(entry->lines.text + entry->lines.length - text);
        if (!pkcs11_txt_is_named(entry, except) &&
            count_equal(text, end, entry) >
                count_equal((const char *)now->data, now->length, entry))
            return true;
    }
    return false;
}

size_t pkcs11_txt_count_lost(const struct valux_bytes *before, const struct valux_bytes *now,
                             const char *except)
{
    struct pkcs11_txt_entry entry;
    size_t position = 0;
    size_t count = 0;

    while (next_lost(before, now, except, &position, &entry))
        count++;
    return count;
}

bool pkcs11_txt_put_back(const struct valux_bytes *before, const struct valux_bytes *now,
                         const char *except, struct valux_bytes *whole)
{
    bool result = false;
    struct valux_bytes joined = {malloc(now->length + before->length + 4), 0};
    struct valux_bytes completed = {NULL, 0};
    struct pkcs11_txt_entry entry;
    size_t position = 0;

    if (joined.data == NULL ||
        !pkcs11_txt_complete((const char *)now->data, now->length, &completed))
        goto done;
    if (completed.length > 0)
        memcpy(joined.data, completed.data, completed.length);
    joined.length = completed.length;
    while (next_lost(before, now, except, &position, &entry)) {
        memcpy(joined.data + joined.length, entry.lines.text, entry.lines.length);
        joined.length += entry.lines.length;
        joined.data[joined.length++] = '\n';
    }
    result = pkcs11_txt_complete((const char *)joined.data, joined.length, whole);
done:
    valux_bytes_free(&completed);
    valux_bytes_free(&joined);
    return result;
}
