/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "request_log.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "text.h"

static const char *const endings[] = {
    [REPLY_SEND] = "",           [REPLY_CLOSE] = " closed",       [REPLY_STALL] = " stalled",
    [REPLY_LATE] = " held back", [REPLY_TRUNCATE] = " truncated", [REPLY_FLOOD] = " flooded",
};

void request_log(const struct centre *centre, const struct request *request,
                 const struct reply *reply)
{
    char now[TEXT_TIME_SIZE];
    char path[300];
    char line[512];
    int descriptor;
    int length;

    text_time((int64_t)time(NULL), now);
    for (length = 0; request->path[length] != '\0' && length < (int)sizeof(path) - 1; length++)
        path[length] = isgraph((unsigned char)request->path[length]) ? request->path[length] : '?';
    path[length] = '\0';
    length = snprintf(line, sizeof(line), "%s %.16s %s %u%s\n", now, request->method, path,
                      reply->status, endings[reply->ending]);
    descriptor = openat(centre->directory, REQUEST_LOG_FILE,
                        O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0 || write(descriptor, line, (size_t)length) != length)
        complain("%s can't be written", REQUEST_LOG_FILE);
    if (descriptor >= 0)
        close(descriptor);
}
