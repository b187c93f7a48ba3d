/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "custody/pin_attempts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "valux/file.h"
#include "valux/json.h"
#include "valux/text.h"

#define ATTEMPTS_FILE "pin-attempts.json"
#define ATTEMPTS_VERSION 1
#define ATTEMPTS_SIZE_MAX 4096
#define FREE_FAILURES 3
#define FIRST_WAIT_SECONDS 5
#define WAIT_SECONDS_MAX 300
#define FAILURES_MAX 1000000

struct attempts {
    int failures;
    int64_t last; /* seconds */
};

static struct attempts read_attempts(int store)
{
    struct attempts attempts = {0};
    struct valux_error ignored;
    struct valux_bytes content;
    bool absent;
    struct valux_json_reader reader = valux_json_reader(ATTEMPTS_FILE, VALUX_ERROR_STORE, &ignored);

    if (!valux_file_read(VALUX_FILE_PRIVATE, store, ATTEMPTS_FILE, ATTEMPTS_SIZE_MAX, &content,
                         &absent, &ignored) ||
        absent)
        return attempts;
    cJSON *document = valux_json_parse(&reader, (const char *)content.data, content.length);
    valux_json_version(&reader, ATTEMPTS_VERSION);
    attempts.failures = (int)valux_json_integer(&reader, "failures", 0, FAILURES_MAX);
    attempts.last = valux_json_time(&reader, "last");
    cJSON_Delete(document);
    valux_bytes_free(&content);
    return reader.failed ? (struct attempts){0} : attempts;
}

static void write_attempts(int store, const struct attempts *attempts)
{
    struct valux_error ignored;
    cJSON *document = cJSON_CreateObject();
    char *text = NULL;

    if (valux_json_set(document, "version", cJSON_CreateNumber(ATTEMPTS_VERSION)) &&
        valux_json_set(document, "failures", cJSON_CreateNumber(attempts->failures)) &&
        valux_json_set_time(document, "last", attempts->last))
        text = cJSON_Print(document);
    if (text != NULL)
        (void)valux_file_replace(VALUX_FILE_PRIVATE, store, ATTEMPTS_FILE, text, strlen(text),
                                 &ignored);
    free(text);
    cJSON_Delete(document);
}

static int64_t wait_after(int failures)
{
    int64_t wait = FIRST_WAIT_SECONDS;

    if (failures < FREE_FAILURES)
        return 0;
    for (int i = FREE_FAILURES; i < failures && wait < WAIT_SECONDS_MAX; i++)
        wait *= 2;
    return wait < WAIT_SECONDS_MAX ? wait : WAIT_SECONDS_MAX;
}

bool pin_attempts_begin(int store, int *failures, struct valux_error *error)
{
    struct attempts attempts = read_attempts(store);
    int64_t now = time(NULL);
    int64_t left = attempts.last + wait_after(attempts.failures) - now;

    *failures = attempts.failures;
    /* A clock that was set back does not make anybody wait longer than the rule says. */
    if (left > 0 && attempts.last <= now)
        return valux_error_set(error, VALUX_ERROR_LOCKED,
                               _("A wrong PIN was given %d times in a row. The next try is "
                                 "possible in %lld seconds."),
                               attempts.failures, (long long)left);
    attempts.failures += attempts.failures < FAILURES_MAX;
    attempts.last = now;
    write_attempts(store, &attempts);
    return true;
}

void pin_attempts_forget(int store)
{
    struct valux_error ignored;

    (void)valux_file_remove(VALUX_FILE_PRIVATE, store, ATTEMPTS_FILE, &ignored);
}
