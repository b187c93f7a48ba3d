/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "valux/text.h"

#define CONTENT_MAX 4096
#define BLANKS " \t\r\n\v\f"
#define NOT_ASCII '\xff' /* stands for any character that no field takes */

struct content {
    char bytes[CONTENT_MAX + 2]; /* one more than allowed, and a zero */
    size_t length;
};

/* Reads to the end, or until there is more than allowed: a device may never end. */
static bool read_content(int descriptor, struct content *content)
{
    content->length = 0;
    while (content->length <= CONTENT_MAX) {
        ssize_t got =
            read(descriptor, content->bytes + content->length, CONTENT_MAX + 1 - content->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        content->length += (size_t)got;
    }
    content->bytes[content->length] = '\0';
    return true;
}

static bool begins_with(const struct content *content, const char *mark, size_t length)
{
    return content->length >= length && memcmp(content->bytes, mark, length) == 0;
}

static void skip(struct content *content, size_t length)
{
    content->length -= length;
    memmove(content->bytes, content->bytes + length, content->length + 1);
}

/* `low` is the place of a unit's low byte, 0 or 1. Half a unit at the end is dropped. */
static void take_utf16(struct content *content, size_t low)
{
    size_t count = content->length / 2;

    for (size_t i = 0; i < count; i++) {
        char c = content->bytes[2 * i + low];
        bool ascii = content->bytes[2 * i + 1 - low] == 0 && (unsigned char)c < 0x80;
        content->bytes[i] = ascii ? c : NOT_ASCII;
    }
    content->length = count;
    content->bytes[count] = '\0';
}

/* Makes UTF-16 one byte a character. Without a mark it is told by its zero bytes. */
static void take_encoding(struct content *content)
{
    if (begins_with(content, "\xef\xbb\xbf", 3)) {
        skip(content, 3);
    } else if (begins_with(content, "\xff\xfe", 2)) {
        skip(content, 2);
        take_utf16(content, 0);
    } else if (begins_with(content, "\xfe\xff", 2)) {
        skip(content, 2);
        take_utf16(content, 1);
    } else if (content->length >= 2 && content->bytes[0] != 0 && content->bytes[1] == 0) {
        take_utf16(content, 0);
    } else if (content->length >= 2 && content->bytes[0] == 0 && content->bytes[1] != 0) {
        take_utf16(content, 1);
    }
}

static bool take_line(struct content *content, enum input_field field,
                      char value[static INPUT_SIZE], struct valux_error *error)
{
    take_encoding(content);
    if (strlen(content->bytes) != content->length)
        return input_wrong(field, _("It has a zero byte."), error);
    const char *line = content->bytes + strspn(content->bytes, BLANKS);
    size_t length = strlen(line);
    while (length > 0 && strchr(BLANKS, line[length - 1]) != NULL)
        length--;
    if (length == 0)
        return input_wrong(field, _("It is missing."), error);
    if (strcspn(line, "\r\n") < length)
        return input_wrong(field, _("The file has more than one line."), error);
    if (length >= INPUT_SIZE)
        return input_wrong(field, _("It is too long."), error);
    memcpy(value, line, length);
    value[length] = '\0';
    return true;
}

bool secret_file_read_descriptor(int descriptor, enum input_field field,
                                 char value[static INPUT_SIZE], struct valux_error *error)
{
    bool result = false;
    struct content content;

    if (!read_content(descriptor, &content))
        valux_error_set(error, VALUX_ERROR_INPUT, _("%s: It can't be read: %s."),
                        input_field_name(field), strerror(errno));
    else if (content.length > CONTENT_MAX)
        input_wrong(field, _("It is too long."), error);
    else
        result = take_line(&content, field, value, error);
    explicit_bzero(&content, sizeof content);
    return result;
}

bool secret_file_read(const char *path, enum input_field field, char value[static INPUT_SIZE],
                      struct valux_error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (file < 0)
        return valux_error_set(error, VALUX_ERROR_INPUT, _("%s: %s can't be opened: %s."),
                               input_field_name(field), path, strerror(errno));
    bool result = secret_file_read_descriptor(file, field, value, error);
    close(file);
    return result;
}
