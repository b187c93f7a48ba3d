/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/proxy_descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "proxy/credentials.h"
#include "screen/progress.h"
#include "valux/text.h"

#define LINE_MAX_SIZE (2 * (size_t)VALUX_PROXY_LOGIN_SIZE)

static int source = -1;

/* Reads a line, byte by byte: what follows it is the next answer. Its length; 0 gives up. */
static size_t read_line(char line[static LINE_MAX_SIZE])
{
    size_t length = 0;

    while (length < LINE_MAX_SIZE) {
        ssize_t got = read(source, line + length, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || line[length] == '\n')
            break;
        length++;
    }
    return length;
}

static bool ask(const char *address, bool refused, struct proxy_credentials *credentials,
                struct valux_error *error)
{
    char line[LINE_MAX_SIZE];

    progress_tell_proxy(address, refused);
    size_t length = read_line(line);
    bool result = length == 0 ? valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."))
                              : proxy_credentials_parse(line, length, credentials) ||
                                    valux_error_set(error, VALUX_ERROR_INPUT, "%s",
                                                    _("The answer has to be one line with a user, "
                                                      "a colon and the proxy's password."));
    explicit_bzero(line, sizeof line);
    return result;
}

bool proxy_descriptor_open(unsigned descriptor, struct valux_error *error)
{
    if (descriptor == PROXY_DESCRIPTOR_NONE)
        return true;
    int flags = fcntl((int)descriptor, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_WRONLY)
        return valux_error_set(error, VALUX_ERROR_USAGE,
                               _("The descriptor %u is not open for reading."), descriptor);
    (void)fcntl((int)descriptor, F_SETFD, FD_CLOEXEC);
    source = (int)descriptor;
    proxy_credentials_use_prompt(ask);
    return true;
}
