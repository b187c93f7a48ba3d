/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/assuan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libgpg-error's codes are in the lower half of an error's number; the upper one says whose it is.
 */
#define CODE_MASK 0xffffUL
#define CANCELLED 99UL
#define FULLY_CANCELLED 198UL

static bool begins_with(const char *line, const char *word)
{
    size_t length = strlen(word);

    return strncmp(line, word, length) == 0 && (line[length] == '\0' || line[length] == ' ');
}

static enum assuan_answer read_error(const char *line)
{
    unsigned long code = strtoul(line + strlen("ERR"), NULL, 10) & CODE_MASK;

    return code == CANCELLED || code == FULLY_CANCELLED ? ASSUAN_CANCELLED : ASSUAN_FAILED;
}

enum assuan_answer assuan_read_answer(const char *line)
{
    if (begins_with(line, "OK"))
        return ASSUAN_OK;
    if (begins_with(line, "ERR"))
        return read_error(line);
    return strncmp(line, "D ", 2) == 0 ? ASSUAN_DATA : ASSUAN_MORE;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)toupper((unsigned char)c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads one character, and moves *data behind it. False for one that is wrongly written. */
static bool read_character(const char **data, char *character)
{
    *character = *(*data)++;
    if (*character != '%')
        return true;
    int high = hex_digit((*data)[0]);
    int low = high < 0 ? -1 : hex_digit((*data)[1]);
    if (low < 0)
        return false;
    *character = (char)(high * 16 + low);
    *data += 2;
    return *character != '\0';
}

bool assuan_read_data(const char *line, char *text, size_t size)
{
    const char *data = line + strlen("D ");
    size_t before = strlen(text);
    size_t used = before;
    bool result = true;

    while (result && *data != '\0') {
        result = used + 1 < size && read_character(&data, text + used);
        used += result;
    }
    if (!result)
        used = before;
    explicit_bzero(text + used, size - used);
    return result;
}

size_t assuan_write(char line[static ASSUAN_LINE_SIZE], const char *command, const char *text)
{
    const size_t longest = strlen("%XX") + strlen("\n") + 1;
    size_t used = (size_t)snprintf(line, ASSUAN_LINE_SIZE, "%s ", command);

    for (; *text != '\0' && used + longest <= ASSUAN_LINE_SIZE; text++)
        if (*text == '%' || iscntrl((unsigned char)*text))
            used += (size_t)snprintf(line + used, ASSUAN_LINE_SIZE - used, "%%%02X",
                                     (unsigned)(unsigned char)*text);
        else
            line[used++] = *text;
    line[used++] = '\n';
    line[used] = '\0';
    return used;
}
