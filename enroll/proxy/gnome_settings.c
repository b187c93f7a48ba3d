/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/gnome_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/child.h"
#include "valux/bytes.h"

#define SCHEMA "org.gnome.system.proxy"
#define OUTPUT_MAX ((size_t)1 << 16) /* bytes */
#define SECONDS 5
#define PORT_SIZE 8

/* The values that count, as the schema names them. */
struct values {
    char mode[16];
    char ignore_hosts[PROXY_EXCEPTIONS_SIZE];
    char use_same_proxy[8];
    char https_host[VALUX_PROXY_LOGIN_SIZE];
    char https_port[PORT_SIZE];
    char http_host[VALUX_PROXY_LOGIN_SIZE];
    char http_port[PORT_SIZE];
    char use_authentication[8];
    char user[VALUX_PROXY_LOGIN_SIZE];
    char password[VALUX_PROXY_LOGIN_SIZE];
    char socks_host[VALUX_PROXY_LOGIN_SIZE];
    char socks_port[PORT_SIZE];
};

struct key {
    const char *name;
    size_t offset; /* in struct values */
    size_t size;
};

#define KEY(name, member)                                                              \
    {                                                                                  \
        name, offsetof(struct values, member), sizeof(((struct values *)NULL)->member) \
    }
static const struct key keys[] = {
    KEY(SCHEMA " mode", mode),
    KEY(SCHEMA " ignore-hosts", ignore_hosts),
    KEY(SCHEMA " use-same-proxy", use_same_proxy),
    KEY(SCHEMA ".https host", https_host),
    KEY(SCHEMA ".https port", https_port),
    KEY(SCHEMA ".http host", http_host),
    KEY(SCHEMA ".http port", http_port),
    KEY(SCHEMA ".http use-authentication", use_authentication),
    KEY(SCHEMA ".http authentication-user", user),
    KEY(SCHEMA ".http authentication-password", password),
    KEY(SCHEMA ".socks host", socks_host),
    KEY(SCHEMA ".socks port", socks_port),
};

/*
 * Takes a string in GVariant's text format off *next, with either quotation mark, and appends it to
 * `value`, which has `size` bytes. False where it does not end, or does not fit.
 */
static bool take_string(const char **next, char *value, size_t size)
{
    size_t used = strlen(value);
    char mark = **next;
    const char *at = *next + 1;

    for (; *at != mark; at++) {
        if (*at == '\\')
            at++;
        if (*at == '\0' || used + 1 >= size)
            return false;
        value[used++] = *at;
    }
    value[used] = '\0';
    *next = at + 1;
    return true;
}

/* A value is a string, a list of strings, which are joined by commas, or a word. */
static bool read_value(const char *text, char *value, size_t size)
{
    value[0] = '\0';
    if (text[0] != '\'' && text[0] != '"' && text[0] != '[') {
        if (text[0] != '@')
            (void)snprintf(value, size, "%s", text);
        return true;
    }
    for (const char *next = text; *next != '\0';) {
        bool is_string = *next == '\'' || *next == '"';
        if (is_string && !take_string(&next, value, size))
            return false;
        size_t used = strlen(value);
        if (*next == ',' && used + 1 < size)
            memcpy(value + used, ",", 2);
        next += *next != '\0' && *next != '\'' && *next != '"';
    }
    return true;
}

static bool read_line(const char *line, struct values *values)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t length = strlen(keys[i].name);
        if (strncmp(line, keys[i].name, length) == 0 && line[length] == ' ')
            return read_value(line + length + 1, (char *)values + keys[i].offset, keys[i].size);
    }
    return true;
}

static bool read_lines(const char *text, struct values *values)
{
    bool result = true;
    char *copy = strdup(text);
    char *rest = copy;

    if (copy == NULL)
        return false;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        result = read_line(line, values) && result;
    explicit_bzero(copy, strlen(text));
    free(copy);
    return result;
}

static bool set_address(struct proxy_settings *settings, const char *scheme, const char *host,
                        const char *port)
{
    bool bare = strchr(host, ':') != NULL && host[0] != '[';
    int length = snprintf(settings->address, sizeof settings->address, "%s%s%s%s:%s", scheme,
                          bare ? "[" : "", host, bare ? "]" : "", port);

    return length > 0 && (size_t)length < sizeof settings->address;
}

static bool is_set(const char *host, const char *port)
{
    return host[0] != '\0' && strtoul(port, NULL, 10) != 0;
}

/* As GLib does: HTTPS's own proxy; else HTTP's, if that is for all; else SOCKS's. */
static bool choose(const struct values *values, struct proxy_settings *settings)
{
    bool same = strcmp(values->use_same_proxy, "false") != 0 &&
                is_set(values->http_host, values->http_port);
    const char *host = values->https_host;
    const char *port = values->https_port;

    memcpy(settings->exceptions, values->ignore_hosts, sizeof settings->exceptions);
    if (!is_set(host, port) && !same)
        return !is_set(values->socks_host, values->socks_port) ||
               set_address(settings, "socks5h://", values->socks_host, values->socks_port);
    if (!is_set(host, port)) {
        host = values->http_host;
        port = values->http_port;
    }
    if (strcmp(values->use_authentication, "true") == 0 && strcmp(host, values->http_host) == 0) {
        memcpy(settings->user, values->user, sizeof settings->user);
        memcpy(settings->password, values->password, sizeof settings->password);
    }
    return set_address(settings, "http://", host, port);
}

bool gnome_settings_parse(const char *text, struct proxy_settings *settings)
{
    struct values values = {0};
    bool result = read_lines(text, &values);

    *settings = (struct proxy_settings){.script = strcmp(values.mode, "auto") == 0};
    if (result && strcmp(values.mode, "manual") == 0)
        result = choose(&values, settings);
    explicit_bzero(&values, sizeof values);
    return result;
}

bool gnome_settings_read(struct proxy_settings *settings)
{
    /* Without a session bus, GLib would start one, if there is a display. */
    char *const words[] = {(char[]){"env"},       (char[]){"DBUS_SESSION_BUS_ADDRESS=disabled:"},
                           (char[]){"gsettings"}, (char[]){"list-recursively"},
                           (char[]){SCHEMA},      NULL};
    bool has_bus = getenv("DBUS_SESSION_BUS_ADDRESS") != NULL;
    struct valux_bytes output;
    struct valux_error ignored;
    bool succeeded;
    bool result = true;

    *settings = (struct proxy_settings){0};
    if (!child_read_program(words + (has_bus ? 2 : 0), SECONDS, OUTPUT_MAX, &output, &succeeded,
                            &ignored))
        return true;
    if (succeeded && strlen((const char *)output.data) == output.length)
        result = gnome_settings_parse((const char *)output.data, settings);
    valux_bytes_wipe(&output);
    return result;
}
