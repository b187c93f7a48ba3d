/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/profiles_ini.h"

#include <fcntl.h>
#include <string.h>

#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/text.h"

/* A part of the file's text, not terminated. */
struct span {
    const char *text;
    size_t length;
};

struct parser {
    struct mozilla_profile profile; /* of the section that is being read */
    bool is_profile;                /* the section is a [ProfileN] */
    bool has_path;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool starts_with(struct span span, const char *prefix)
{
    size_t length = strlen(prefix);

    return span.length >= length && memcmp(span.text, prefix, length) == 0;
}

static bool equals(struct span span, const char *text)
{
    return span.length == strlen(text) && starts_with(span, text);
}

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

/* Takes the next line off the text, without its end (LF, CR or both) and without leading blanks. */
static struct span next_line(struct span *text)
{
    struct span line = {text->text, 0};

    while (line.length < text->length && line.text[line.length] != '\n' &&
           line.text[line.length] != '\r')
        line.length++;
    size_t taken = line.length < text->length ? line.length + 1 : line.length;
    text->text += taken;
    text->length -= taken;
    while (line.length > 0 && is_blank(line.text[0])) {
        line.text++;
        line.length--;
    }
    return line;
}

/* The name is only shown. It is cut at a whole UTF-8 character. */
static void set_name(struct mozilla_profile *profile, struct span value)
{
    size_t length = value.length;

    if (length >= sizeof profile->name) {
        length = sizeof profile->name - 1;
        while (length > 0 && ((unsigned char)value.text[length] & 0xc0) == 0x80)
            length--;
    }
    memcpy(profile->name, value.text, length);
    profile->name[length] = '\0';
    valux_text_printable(profile->name);
}

static bool set_path(struct parser *parser, struct span value)
{
    if (value.length == 0 || value.length >= sizeof parser->profile.path)
        return false;
    for (size_t i = 0; i < value.length; i++) {
        if (is_control((unsigned char)value.text[i]))
            return false;
    }
    memcpy(parser->profile.path, value.text, value.length);
    parser->profile.path[value.length] = '\0';
    return true;
}

static bool usable(const struct parser *parser)
{
    const struct mozilla_profile *profile = &parser->profile;

    return parser->has_path && profile->relative == (profile->path[0] != '/');
}

static bool end_section(const struct parser *parser, mozilla_profile_visitor *visit, void *argument)
{
    return !usable(parser) || visit(&parser->profile, argument);
}

static void begin_section(struct parser *parser, struct span line)
{
    static const char prefix[] = "[Profile";

    memset(parser, 0, sizeof *parser);
    parser->profile.relative = true;
    parser->is_profile = starts_with(line, prefix) && line.length > strlen(prefix) &&
                         line.text[strlen(prefix)] >= '0' && line.text[strlen(prefix)] <= '9';
}

static void read_member(struct parser *parser, struct span line)
{
    const char *sign = memchr(line.text, '=', line.length);

    if (sign == NULL)
        return;
    struct span name = {line.text, (size_t)(sign - line.text)};
    struct span value = {sign + 1, line.length - name.length - 1};
    if (parser->is_profile) {
        if (equals(name, "Name"))
            set_name(&parser->profile, value);
        else if (equals(name, "Path"))
            parser->has_path = set_path(parser, value);
        else if (equals(name, "IsRelative"))
            parser->profile.relative = !equals(value, "0");
    } else if (equals(name, "Default")) {
        parser->has_path = set_path(parser, value);
        parser->profile.relative = parser->has_path && parser->profile.path[0] != '/';
    }
}

bool profiles_ini_parse(const char *text, size_t length, mozilla_profile_visitor *visit,
                        void *argument)
{
    struct span rest = {text, length};
    struct parser parser = {0};
    bool in_section = false;

    if (starts_with(rest, "\xef\xbb\xbf")) { /* a byte order mark */
        rest.text += 3;
        rest.length -= 3;
    }
    while (rest.length > 0) {
        struct span line = next_line(&rest);
        if (line.length == 0 || line.text[0] == '#' || line.text[0] == ';')
            continue;
        if (line.text[0] == '[') {
            if (!end_section(&parser, visit, argument))
                return false;
            begin_section(&parser, line);
            in_section = true;
        } else if (in_section) {
            read_member(&parser, line);
        }
    }
    return end_section(&parser, visit, argument);
}

/* Takes the last part off a path, or leaves the path of the root directory empty. */
static bool go_up(char path[static VALUX_PATH_SIZE])
{
    char *slash = strrchr(path, '/');

    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

/* Appends a part of a path; Firefox passes over the empty one and "..". */
static bool append_part(char path[static VALUX_PATH_SIZE], struct span part)
{
    size_t length = strlen(path);

    if (part.length == 0 || equals(part, ".."))
        return true;
    if (length + 1 + part.length >= VALUX_PATH_SIZE)
        return false;
    path[length] = '/';
    memcpy(path + length + 1, part.text, part.length);
    path[length + 1 + part.length] = '\0';
    return true;
}

bool profiles_ini_locate(const char *directory, const struct mozilla_profile *profile,
                         char path[static VALUX_PATH_SIZE])
{
    const char *rest = profile->path;

    if (!profile->relative) {
        memcpy(path, profile->path, sizeof profile->path);
        return true;
    }
    path[0] = '\0';
    if (strlen(directory) >= VALUX_PATH_SIZE)
        return false;
    memcpy(path, directory, strlen(directory) + 1);
    for (const char *up = strstr(rest, "../"); up != NULL; up = strstr(rest, "../")) {
        if (!go_up(path))
            return false;
        rest = up + strlen("../");
    }
    while (*rest != '\0') {
        struct span part = {rest, strcspn(rest, "/")};
        if (!append_part(path, part))
            return false;
        rest += part.length;
        rest += *rest == '/';
    }
    return true;
}

enum profiles_ini_result profiles_ini_read(const char *directory, const char *name,
                                           mozilla_profile_visitor *visit, void *argument)
{
    char path[VALUX_PATH_SIZE];
    struct valux_bytes content;
    struct valux_error unreadable;
    bool absent;

    if (!valux_paths_join(path, directory, name) ||
        !valux_file_read(VALUX_FILE_PROGRAM, AT_FDCWD, path, MOZILLA_PROFILES_FILE_LIMIT, &content,
                         &absent, &unreadable))
        return MOZILLA_PROFILES_UNREADABLE;
    if (absent)
        return MOZILLA_PROFILES_ABSENT;
    bool read = profiles_ini_parse((const char *)content.data, content.length, visit, argument);
    valux_bytes_free(&content);
    return read ? MOZILLA_PROFILES_READ : MOZILLA_PROFILES_STOPPED;
}
