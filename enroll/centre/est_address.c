/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/est_address.h"

#include <stdio.h>
#include <string.h>

#include "valux/text.h"

#define URL_SIZE 1200
#define PATH "/.well-known/est"

/* Whether the address of `length` characters ends in EST's path, or in that and a label. */
static bool has_path(const char *address, size_t length)
{
    const char *path = memmem(address, length, PATH, strlen(PATH));
    const char *end = address + length;

    if (path == NULL)
        return false;
    path += strlen(PATH);
    return path == end || (*path == '/' && memchr(path + 1, '/', (size_t)(end - path - 1)) == NULL);
}

bool est_exchange(struct http_session *session, const struct valux_configuration *configuration,
                  const char *operation, const struct http_request *wanted, struct http_answer *got,
                  enum centre_outcome *outcome, struct valux_error *error)
{
    char url[URL_SIZE];
    enum http_failure failure;
    struct http_request request = *wanted;
    size_t length = strlen(configuration->address);

    while (length > 0 && configuration->address[length - 1] == '/')
        length--;
    *got = (struct http_answer){.retry_after = -1};
    *outcome = CENTRE_NOT_SENT;
    if (snprintf(url, sizeof url, "%.*s%s/%s", (int)length, configuration->address,
                 has_path(configuration->address, length) ? "" : PATH,
                 operation) >= (int)sizeof url)
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                               _("The centre's address is too long."));
    request.method = request.body == NULL ? "GET" : "POST";
    request.url = url;
    if (http_session_exchange(session, &request, got, &failure, error))
        return true;
    *outcome = failure == HTTP_NOT_SENT ? CENTRE_NOT_SENT : CENTRE_LOST;
    return false;
}
