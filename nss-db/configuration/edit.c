/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "configuration/edit.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * An editor of the text itself. To parse the file with cJSON and to print it again would lose what
 * a person has put into it: the comments would be gone, and the indentation would be cJSON's. So
 * the member is looked for in the text, and only its bytes are replaced, inserted or taken out. The
 * caller then parses the result and compares it with what it should say; if this file ever
 * misreads a text, nothing is written.
 *
 * What counts as a comment is what json_comments.c takes for one, because that is how the
 * configuration is read.
 */

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool is_blank(char c)
{
    return c != '\0' && (unsigned char)c <= ' ';
}

static const char *skip_blank(const char *at)
{
    for (;;) {
        if (strncmp(at, "//", 2) == 0) {
            at += strcspn(at, "\n");
        } else if (strncmp(at, "/*", 2) == 0) {
            const char *end = strstr(at + 2, "*/");
            if (end == NULL)
                return at;
            at = end + 2;
        } else if (is_blank(*at)) {
            at++;
        } else {
            return at;
        }
    }
}

static const char *skip_mark(const char *at)
{
    size_t length = strlen(BYTE_ORDER_MARK);

    return strncmp(at, BYTE_ORDER_MARK, length) == 0 ? at + length : at;
}

/* The end of the string that begins here. */
static const char *skip_string(const char *at)
{
    at++;
    while (*at != '\0' && *at != '"')
        at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
    return *at == '"' ? at + 1 : at;
}

/* The end of the value that begins here. */
static const char *skip_value(const char *at)
{
    size_t depth = 0;

    do {
        if (*at == '"') {
            at = skip_string(at);
        } else if (*at == '{' || *at == '[') {
            depth++;
            at++;
        } else if (*at == '}' || *at == ']') {
            depth -= depth > 0;
            at++;
        } else if (strchr(",:/", *at) != NULL && *at != '\0') {
            at++;
        } else {
            while (*at != '\0' && !is_blank(*at) && strchr("/,:{}[]\"", *at) == NULL)
                at++;
        }
        if (depth > 0)
            at = skip_blank(at);
    } while (depth > 0 && *at != '\0');
    return at;
}

/* Where a member is in the text, and where its neighbours are. */
struct position {
    const char *open;     /* the object's brace */
    const char *close;    /* its other brace; set if the member is not there */
    const char *last;     /* the begin of the last member that was passed, or NULL */
    const char *last_end; /* the end of its value */
    const char *comma;    /* the comma before the member, or NULL */
    const char *begin;    /* the begin of the member's name; NULL if it is not there */
    const char *value;
    const char *value_end;
};

static bool has_name(const char *begin, const char *end, const char *name)
{
    cJSON *string = cJSON_ParseWithLength(begin, (size_t)(end - begin));
    bool result = cJSON_IsString(string) && strcmp(string->valuestring, name) == 0;

    cJSON_Delete(string);
    return result;
}

/* Looks for a member of the object that begins at `open`. False if the text is not an object. */
static bool find(const char *open, const char *name, struct position *position)
{
    *position = (struct position){.open = open};
    if (*open != '{')
        return false;
    const char *at = skip_blank(open + 1);
    while (*at == '"') {
        const char *name_end = skip_string(at);
        const char *colon = skip_blank(name_end);
        if (*colon != ':')
            return false;
        const char *value = skip_blank(colon + 1);
        const char *value_end = skip_value(value);
        if (has_name(at, name_end, name)) {
            position->begin = at;
            position->value = value;
            position->value_end = value_end;
            return true;
        }
        position->last = at;
        position->last_end = value_end;
        at = skip_blank(value_end);
        if (*at == ',') {
            position->comma = at;
            at = skip_blank(at + 1);
        }
    }
    position->close = at;
    return *at == '}';
}

/* The begin of the line in which `at` is, or NULL if there is more than blanks before it. */
static const char *line_begin(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == text || at[-1] == '\n' ? at : NULL;
}

/* Writes the blanks that the line with `at` begins with, or two for each level of `depth`. */
static void write_indent(FILE *out, const char *text, const char *at, int depth)
{
    const char *begin = at == NULL ? NULL : line_begin(text, at);

    if (begin != NULL)
        fwrite(begin, 1, (size_t)(at - begin), out);
    else
        fprintf(out, "%*s", 2 * depth, "");
}

/* The line end that the text uses, by its first line. */
static const char *line_end(const char *text)
{
    const char *end = strchr(text, '\n');

    return end != NULL && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

static void write_member(FILE *out, const struct configuration_edit *edit, bool with_section,
                         const char *newline)
{
    if (with_section)
        fprintf(out, "\"%s\": {%s    \"%s\": %s%s  }", edit->section, newline, edit->member,
                edit->value, newline);
    else
        fprintf(out, "\"%s\": %s", edit->member, edit->value);
}

/* Writes the text with the new member behind the object's last one and the comments after that. */
static void insert(FILE *out, const char *text, const struct position *position,
                   const struct configuration_edit *edit, bool with_section, int depth)
{
    const char *newline = line_end(text);
    const char *end = position->close;
    const char *head_end = position->last == NULL ? position->open + 1 : position->last_end;
    bool one_line =
        position->last != NULL && !with_section &&
        memchr(position->open, '\n', (size_t)(position->close - position->open)) == NULL;

    while (end > head_end && is_blank(end[-1]))
        end--;
    fwrite(text, 1, (size_t)(head_end - text), out);
    if (position->last != NULL)
        fputc(',', out);
    fwrite(head_end, 1, (size_t)(end - head_end), out);
    if (one_line) {
        fputc(' ', out);
        write_member(out, edit, with_section, newline);
    } else {
        fputs(newline, out);
        write_indent(out, text, position->last, depth);
        write_member(out, edit, with_section, newline);
        fputs(newline, out);
        write_indent(out, text, position->close, depth - 1);
    }
    fputs(position->close, out);
}

static void replace(FILE *out, const char *text, const struct position *position, const char *value)
{
    fwrite(text, 1, (size_t)(position->value - text), out);
    fputs(value, out);
    fputs(position->value_end, out);
}

/*
 * Writes the text without the member and one comma. Its line goes too, if there is nothing else on
 * it.
 */
static void take_out(FILE *out, const char *text, const struct position *position)
{
    const char *comma = skip_blank(position->value_end);
    const char *begin = line_begin(text, position->begin);
    bool is_last = *comma != ',';
    const char *head_end = is_last && position->comma != NULL ? position->comma : position->begin;
    const char *tail = is_last ? position->value_end : comma + 1;
    size_t blanks = strspn(tail, " \t\r");

    if (begin == NULL || (tail[blanks] != '\n' && tail[blanks] != '\0'))
        begin = position->begin;
    else
        tail += blanks + (tail[blanks] == '\n');
    if (head_end > begin)
        head_end = begin;
    fwrite(text, 1, (size_t)(head_end - text), out);
    if (head_end < begin)
        fwrite(head_end + 1, 1, (size_t)(begin - head_end - 1), out);
    if (!is_last)
        fwrite(position->value_end, 1, (size_t)(comma - position->value_end), out);
    fputs(tail, out);
}

static bool write_edited(FILE *out, const char *text, const struct configuration_edit *edit)
{
    const char *open = skip_blank(skip_mark(text));
    int depth = 1;
    struct position position;

    if (!find(open, edit->section != NULL ? edit->section : edit->member, &position))
        return false;
    bool with_section = edit->section != NULL && position.begin == NULL;
    if (edit->section != NULL && !with_section) {
        depth = 2;
        if (!find(position.value, edit->member, &position))
            return false;
    }
    if (position.begin == NULL && edit->value == NULL)
        fputs(text, out);
    else if (position.begin == NULL)
        insert(out, text, &position, edit, with_section, depth);
    else if (edit->value == NULL)
        take_out(out, text, &position);
    else
        replace(out, text, &position, edit->value);
    return true;
}

char *configuration_edit(const char *text, const struct configuration_edit *edit)
{
    char *edited = NULL;
    size_t length;
    FILE *out = open_memstream(&edited, &length);

    if (out == NULL)
        return NULL;
    bool written = write_edited(out, text, edit) && ferror(out) == 0;
    if (fclose(out) != 0 || !written) {
        free(edited);
        return NULL;
    }
    return edited;
}
