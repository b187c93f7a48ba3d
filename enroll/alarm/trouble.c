/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/trouble.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alarm/notification.h"
#include "valux/file.h"
#include "valux/paths.h"
#include "valux/status.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/system_journal.h"

#define TOLD_FILE "told-trouble"
#define TOLD_SIZE_MAX ((size_t)VALUX_ERROR_MESSAGE_SIZE + VALUX_TIMESTAMP_SIZE + 2)
/* The timer's next run of the day may come a little early. */
#define TOLD_FOR (VALUX_SECONDS_PER_DAY - INT64_C(4) * 3600)
#define BODY_SIZE 2048

/* Opens the user's cache directory of this program; -1 if there is none. */
static int open_cache(void)
{
    struct valux_error ignored;
    char home[VALUX_PATH_SIZE];
    char path[VALUX_PATH_SIZE];
    const char *cache = secure_getenv("XDG_CACHE_HOME");
    const char *user = secure_getenv("HOME");

    if (cache == NULL || cache[0] != '/') {
        if (user == NULL || user[0] != '/' || !valux_paths_join(home, user, ".cache"))
            return -1;
        cache = home;
    }
    if (!valux_paths_join(path, cache, "valux") ||
        !valux_directory_make(VALUX_FILE_PRIVATE, path, &ignored))
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Whether this was told less than a day ago. The file has a time, a line's end and a message. */
static bool was_told(int directory, const char *message, int64_t now)
{
    struct valux_error ignored;
    struct valux_bytes content;
    bool absent;
    int64_t time;

    if (!valux_file_read(VALUX_FILE_PRIVATE, directory, TOLD_FILE, TOLD_SIZE_MAX, &content, &absent,
                         &ignored) ||
        absent)
        return false;
    char *end = strchr((char *)content.data, '\n');
    if (end != NULL)
        *end = '\0';
    bool told = end != NULL && valux_timestamp_parse((char *)content.data, &time) && time <= now &&
                now - time < TOLD_FOR && strcmp(end + 1, message) == 0;
    valux_bytes_free(&content);
    return told;
}

static void keep_told(int directory, const char *message, int64_t now)
{
    struct valux_error ignored;
    char time[VALUX_TIMESTAMP_SIZE];
    char text[TOLD_SIZE_MAX];

    valux_timestamp_format(now, time);
    int length = snprintf(text, sizeof text, "%s\n%s", time, message);
    if (length > 0 && (size_t)length < sizeof text)
        (void)valux_file_replace(VALUX_FILE_PRIVATE, directory, TOLD_FILE, text, (size_t)length,
                                 &ignored);
}

static void tell(const struct valux_error *error, const char *summary, const char *body,
                 int64_t now)
{
    struct valux_error ignored;
    struct notification_desktop *desktop = NULL;
    int directory;

    system_journal_tell(JOURNAL_EVENT_TROUBLE, NULL, NULL, error);
    directory = open_cache();
    if (!was_told(directory, error->message, now) && notification_open(&desktop, &ignored) &&
        notification_show(desktop, NOTIFICATION_CRITICAL, summary, body, NULL, &ignored))
        keep_told(directory, error->message, now);
    notification_close(desktop);
    if (directory >= 0)
        close(directory);
}

void trouble_tell(const struct valux_error *error, int64_t now)
{
    char body[BODY_SIZE];

    if (error->domain == VALUX_ERROR_BUSY)
        return;
    valux_text_print(body, sizeof body, "%s %s", error->message,
                     _("Until that is mended, nobody is warned of certificates that end, and none "
                       "is renewed automatically. 'valux-enroll doctor' says what to do."));
    tell(error, _("Your VALUX certificates can't be looked after"), body, now);
}

void trouble_tell_older_store(const struct valux_error *error, int64_t now)
{
    tell(error, _("A VALUX certificate is missing"), error->message, now);
}
