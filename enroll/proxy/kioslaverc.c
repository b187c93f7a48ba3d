/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/kioslaverc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valux/file.h"
#include "valux/paths.h"

#define FILE_LIMIT ((size_t)1 << 20)
#define SECTION "Proxy Settings"

/* A part of the file's text, not terminated. */
struct span {
    const char *text;
    size_t length;
};

static struct span trim(struct span span)
{
    while (span.length > 0 && strchr(" \t\r", span.text[0]) != NULL) {
        span.text++;
        span.length--;
    }
    while (span.length > 0 && strchr(" \t\r", span.text[span.length - 1]) != NULL)
        span.length--;
    return span;
}

static bool equals(struct span span, const char *text)
{
    return span.length == strlen(text) && memcmp(span.text, text, span.length) == 0;
}

/* Without the marks of KConfig, such as [$i] for a setting that the user can't change. */
static struct span without_marks(struct span span)
{
    const char *mark = memmem(span.text, span.length, "[$", 2);

    if (mark != NULL)
        span.length = (size_t)(mark - span.text);
    return trim(span);
}

/* A value that is too long or has a zero byte is passed over. */
static void copy(struct span value, char *text, size_t size)
{
    if (value.length >= size || memchr(value.text, '\0', value.length) != NULL)
        return;
    memcpy(text, value.text, value.length);
    text[value.length] = '\0';
}

static void read_type(struct span value, enum kioslaverc_type *type)
{
    if (value.length == 1 && value.text[0] >= '0' && value.text[0] <= '4')
        *type = (enum kioslaverc_type)(value.text[0] - '0');
}

static void read_member(struct span line, struct kioslaverc *file)
{
    const char *sign = memchr(line.text, '=', line.length);

    if (sign == NULL)
        return;
    struct span name = without_marks((struct span){line.text, (size_t)(sign - line.text)});
    struct span value = {sign + 1, line.length - (size_t)(sign - line.text) - 1};
    value = trim(value);
    if (equals(name, "ProxyType"))
        read_type(value, &file->type);
    else if (equals(name, "httpsProxy"))
        copy(value, file->https, sizeof file->https);
    else if (equals(name, "socksProxy"))
        copy(value, file->socks, sizeof file->socks);
    else if (equals(name, "NoProxyFor"))
        copy(value, file->exceptions, sizeof file->exceptions);
    else if (equals(name, "ReversedException"))
        file->reversed = equals(value, "true");
}

/* Whether the line begins the section; a section may have marks behind its name. */
static bool is_section(struct span line)
{
    static const char head[] = "[" SECTION "]";

    return line.length >= strlen(head) && memcmp(line.text, head, strlen(head)) == 0;
}

void kioslaverc_parse(const char *text, size_t length, struct kioslaverc *file)
{
    bool in_section = false;
    struct span rest = {text, length};

    while (rest.length > 0) {
        const char *end = memchr(rest.text, '\n', rest.length);
        size_t taken = end == NULL ? rest.length : (size_t)(end - rest.text);
        struct span line = trim((struct span){rest.text, taken});
        if (line.length > 0 && line.text[0] == '[')
            in_section = is_section(line);
        else if (in_section && line.length > 0 && line.text[0] != '#')
            read_member(line, file);
        taken += end != NULL;
        rest.text += taken;
        rest.length -= taken;
    }
}

/* Older versions write a blank between host and port. */
static bool set_address(struct proxy_settings *settings, const char *address)
{
    char text[VALUX_PROXY_ADDRESS_SIZE];

    memcpy(text, address, strlen(address) + 1);
    char *blank = strrchr(text, ' ');
    if (blank != NULL)
        *blank = ':';
    bool result = proxy_settings_set_address(settings, text);
    explicit_bzero(text, sizeof text);
    return result;
}

/* KDE's address of a SOCKS proxy begins with socks://, and names go to the proxy. */
static bool set_socks(struct proxy_settings *settings, const char *address)
{
    char text[VALUX_PROXY_ADDRESS_SIZE];
    const char *mark = strstr(address, "://");
    const char *rest = mark == NULL ? address : mark + strlen("://");

    if ((size_t)snprintf(text, sizeof text, "socks5h://%s", rest) >= sizeof text)
        return false;
    return set_address(settings, text);
}

static const char *variable_value(const char *name)
{
    const char *value = name[0] == '\0' ? NULL : getenv(name);

    return value == NULL ? "" : value;
}

static bool set_from_environment(const struct kioslaverc *file, struct proxy_settings *settings)
{
    const char *exceptions = variable_value(file->exceptions);

    settings->exceptions_alone = false;
    if (strlen(exceptions) >= sizeof settings->exceptions)
        return false;
    memcpy(settings->exceptions, exceptions, strlen(exceptions) + 1);
    return proxy_settings_set_address(settings, variable_value(file->https));
}

bool kioslaverc_settings(const struct kioslaverc *file, struct proxy_settings *settings)
{
    *settings = (struct proxy_settings){.exceptions_alone = file->reversed};
    memcpy(settings->exceptions, file->exceptions, sizeof settings->exceptions);
    settings->script = file->type == KIOSLAVERC_SCRIPT || file->type == KIOSLAVERC_SEARCH;
    if (file->type == KIOSLAVERC_ENVIRONMENT)
        return set_from_environment(file, settings);
    if (file->type != KIOSLAVERC_MANUAL)
        return true;
    if (file->https[0] != '\0')
        return set_address(settings, file->https);
    return file->socks[0] == '\0' || set_socks(settings, file->socks);
}

static void read_file(const char *directory, size_t length, struct kioslaverc *file)
{
    char path[VALUX_PATH_SIZE];
    char place[VALUX_PATH_SIZE];
    struct valux_bytes content;
    struct valux_error ignored;
    bool absent;

    if (length == 0 || length >= sizeof place || directory[0] != '/')
        return;
    memcpy(place, directory, length);
    place[length] = '\0';
    if (!valux_paths_join(path, place, "kioslaverc") ||
        !valux_file_read(VALUX_FILE_PROGRAM, AT_FDCWD, path, FILE_LIMIT, &content, &absent,
                         &ignored))
        return;
    kioslaverc_parse((const char *)content.data, content.length, file);
    valux_bytes_wipe(&content);
}

/* The directories from the last, which weighs least, to the first. */
static void read_files_of_machine(struct kioslaverc *file)
{
    const char *list = getenv("XDG_CONFIG_DIRS");

    if (list == NULL || list[0] == '\0')
        list = "/etc/xdg";
    for (const char *end = list + strlen(list); end > list;) {
        const char *colon = memrchr(list, ':', (size_t)(end - list));
        const char *begin = colon == NULL ? list : colon + 1;
        read_file(begin, (size_t)(end - begin), file);
        end = colon == NULL ? list : colon;
    }
}

bool kioslaverc_read(struct proxy_settings *settings)
{
    char home[VALUX_PATH_SIZE];
    struct kioslaverc file = {.type = KIOSLAVERC_NONE};

    read_files_of_machine(&file);
    if (valux_paths_config_home(home))
        read_file(home, strlen(home), &file);
    bool result = kioslaverc_settings(&file, settings);
    explicit_bzero(&file, sizeof file);
    return result;
}
