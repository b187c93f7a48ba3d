/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "configuration/edit.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool is_blank(char c)
{
    return c != '\0' && (unsigned char)c <= ' ';
}

/* A slash that begins no comment counts as blank, since cJSON_Minify drops it. */
static const char *skip_blank(const char *at)
{
    for (;;) {
        if (strncmp(at, "//", 2) == 0) {
            at += strcspn(at, "\n");
        } else if (strncmp(at, "/*", 2) == 0) {
            const char *end = strstr(at + 2, "*/");
            at = end == NULL ? at + strlen(at) : end + 2;
        } else if (is_blank(*at) || *at == '/') {
            at++;
        } else {
            return at;
        }
    }
}

/* The mark is the first of what cJSON_Minify leaves: blanks may stand before and within it. */
static const char *skip_mark(const char *begin)
{
    const char *at = begin;

    for (const char *mark = BYTE_ORDER_MARK; *mark != '\0'; mark++) {
        if (*at != *mark)
            return begin;
        at = skip_blank(at + 1);
    }
    return at;
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
        } else if (*at == ',' || *at == ':') {
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

/* A member's place in the text, and its neighbours'. */
struct place {
    const char *open;     /* the object's brace */
    const char *close;    /* its other one; set where the member is not there */
    const char *last;     /* the begin of the object's last member so far, or NULL */
    const char *last_end; /* the end of its value */
    const char *comma;    /* the comma before the member, or NULL */
    const char *begin;    /* the member's, at its name; NULL: it is not there */
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

/* Looks for a member of the object that begins at `open`; false where the text is no object. */
static bool find(const char *open, const char *name, struct place *place)
{
    *place = (struct place){.open = open};
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
            place->begin = at;
            place->value = value;
            place->value_end = value_end;
            return true;
        }
        place->last = at;
        place->last_end = value_end;
        at = skip_blank(value_end);
        if (*at == ',') {
            place->comma = at;
            at = skip_blank(at + 1);
        }
    }
    place->close = at;
    return *at == '}';
}

/* The begin of the line's blanks before `at`, or NULL where something else stands there. */
static const char *line_begin(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == text || at[-1] == '\n' ? at : NULL;
}

/* The blanks that a line with `at` begins with, or those of the depth. */
static void write_indent(FILE *out, const char *text, const char *at, int depth)
{
    const char *begin = at == NULL ? NULL : line_begin(text, at);

    if (begin != NULL)
        fwrite(begin, 1, (size_t)(at - begin), out);
    else
        fprintf(out, "%*s", 2 * depth, "");
}

/* The text's own line end, that of its first line. */
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

/* After the object's last member and the comments that follow it. */
static void insert(FILE *out, const char *text, const struct place *place,
                   const struct configuration_edit *edit, bool with_section, int depth)
{
    const char *newline = line_end(text);
    const char *end = place->close;
    const char *head_end = place->last == NULL ? place->open + 1 : place->last_end;
    bool one_line = place->last != NULL && !with_section &&
                    memchr(place->open, '\n', (size_t)(place->close - place->open)) == NULL;

    while (end > head_end && is_blank(end[-1]))
        end--;
    fwrite(text, 1, (size_t)(head_end - text), out);
    if (place->last != NULL)
        fputc(',', out);
    fwrite(head_end, 1, (size_t)(end - head_end), out);
    if (one_line) {
        fputc(' ', out);
        write_member(out, edit, with_section, newline);
    } else {
        fputs(newline, out);
        write_indent(out, text, place->last, depth);
        write_member(out, edit, with_section, newline);
        fputs(newline, out);
        write_indent(out, text, place->close, depth - 1);
    }
    fputs(place->close, out);
}

static void replace(FILE *out, const char *text, const struct place *place, const char *value)
{
    fwrite(text, 1, (size_t)(place->value - text), out);
    fputs(value, out);
    fputs(place->value_end, out);
}

/* With a comma, and with its line where nothing else stands on that. */
static void take_out(FILE *out, const char *text, const struct place *place)
{
    const char *comma = skip_blank(place->value_end);
    const char *begin = line_begin(text, place->begin);
    bool is_last = *comma != ',';
    const char *head_end = is_last && place->comma != NULL ? place->comma : place->begin;
    const char *tail = is_last ? place->value_end : comma + 1;
    size_t blanks = strspn(tail, " \t\r");

    if (begin == NULL || (tail[blanks] != '\n' && tail[blanks] != '\0'))
        begin = place->begin;
    else
        tail += blanks + (tail[blanks] == '\n');
    if (head_end > begin)
        head_end = begin;
    fwrite(text, 1, (size_t)(head_end - text), out);
    if (head_end < begin)
        fwrite(head_end + 1, 1, (size_t)(begin - head_end - 1), out);
    if (!is_last)
        fwrite(place->value_end, 1, (size_t)(comma - place->value_end), out);
    fputs(tail, out);
}

static bool write_edited(FILE *out, const char *text, const struct configuration_edit *edit)
{
    const char *open = skip_mark(skip_blank(text));
    int depth = 1;
    struct place place;

    if (!find(open, edit->section != NULL ? edit->section : edit->member, &place))
        return false;
    bool with_section = edit->section != NULL && place.begin == NULL;
    if (edit->section != NULL && !with_section) {
        depth = 2;
        if (!find(place.value, edit->member, &place))
            return false;
    }
    if (place.begin == NULL && edit->value == NULL)
        fputs(text, out);
    else if (place.begin == NULL)
        insert(out, text, &place, edit, with_section, depth);
    else if (edit->value == NULL)
        take_out(out, text, &place);
    else
        replace(out, text, &place, edit->value);
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
