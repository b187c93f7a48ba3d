/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/text.h"

#define FILE_LIMIT 1024
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static proxy_credentials_prompt *prompt;
static bool answered;
static struct proxy_credentials answer;

static bool copy(char value[static VALUX_PROXY_LOGIN_SIZE], const char *text, size_t length)
{
    if (length >= VALUX_PROXY_LOGIN_SIZE)
        return false;
    memcpy(value, text, length);
    value[length] = '\0';
    return true;
}

bool proxy_credentials_parse(const char *text, size_t length, struct proxy_credentials *credentials)
{
    if (length >= strlen(BYTE_ORDER_MARK) &&
        memcmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
        text += strlen(BYTE_ORDER_MARK);
        length -= strlen(BYTE_ORDER_MARK);
    }
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    const char *colon = memchr(text, ':', length);
    if (colon == NULL || colon == text || memchr(text, '\0', length) != NULL ||
        memchr(text, '\n', length) != NULL || memchr(text, '\r', length) != NULL)
        return false;
    size_t user = (size_t)(colon - text);
    return copy(credentials->user, text, user) &&
           copy(credentials->password, colon + 1, length - user - 1);
}

/* A file that others can read gives the password away. */
static bool check(int file, const char *path, struct valux_error *error)
{
    struct stat status;
    mode_t foreign = S_IRWXG | S_IRWXO;

    if (fstat(file, &status) != 0)
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s can't be examined: %s."),
                               path, strerror(errno));
    if (status.st_uid == 0 && geteuid() != 0)
        foreign = S_IWGRP | S_IRWXO;
    else if (status.st_uid != geteuid())
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                               _("%s belongs to another user. It is not used."), path);
    if ((status.st_mode & foreign) != 0)
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                               _("%s is not used: other users can read the proxy's password in "
                                 "it (chmod 600)."),
                               path);
    return true;
}

bool proxy_credentials_read(const char *path, struct proxy_credentials *credentials,
                            struct valux_error *error)
{
    bool result = false;
    struct valux_bytes content = {NULL, 0};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (file < 0)
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s can't be opened: %s."), path,
                               strerror(errno));
    if (!check(file, path, error) ||
        !valux_file_read_open(VALUX_FILE_CONFIGURATION, file, path, FILE_LIMIT, &content, error))
        goto done;
    result = proxy_credentials_parse((const char *)content.data, content.length, credentials) ||
             valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                             _("%s is not used: it has to be one line with a user, a colon and "
                               "the proxy's password."),
                             path);
done:
    valux_bytes_wipe(&content);
    close(file);
    return result;
}

void proxy_credentials_use_prompt(proxy_credentials_prompt *function)
{
    prompt = function;
}

void proxy_credentials_tell_why(const char *address, bool refused, char *text, size_t size)
{
    valux_text_print(text, size,
                     refused ? _("The proxy %s did not accept the user and the password.")
                             : _("The proxy %s asks for a user and a password."),
                     address);
}

bool proxy_credentials_ask(const char *address, bool refused, struct proxy_credentials *credentials,
                           struct valux_error *error)
{
    if (!answered && prompt == NULL)
        return valux_error_set(error, VALUX_ERROR_USAGE, "%s", _("Nobody can be asked."));
    if (!answered && !prompt(address, refused, &answer, error)) {
        explicit_bzero(&answer, sizeof answer);
        return false;
    }
    answered = true;
    *credentials = answer;
    return true;
}

void proxy_credentials_forget(void)
{
    answered = false;
    explicit_bzero(&answer, sizeof answer);
}
