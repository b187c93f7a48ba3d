/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/timestamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "valux/text.h"

static bool read_digits(const char **text, int count, int minimum, int maximum, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9')
            return false;
        *value = *value * 10 + (c - '0');
    }
    *text += count;
    return *value >= minimum && *value <= maximum;
}

static bool read_character(const char **text, const char *allowed)
{
    if (**text == '\0' || strchr(allowed, **text) == NULL)
        return false;
    (*text)++;
    return true;
}

static bool read_offset(const char **text, int *seconds)
{
    int hours;
    int minutes;
    int sign = **text == '-' ? -1 : 1;

    *seconds = 0;
    if (read_character(text, "Zz"))
        return true;
    if (!read_character(text, "+-") || !read_digits(text, 2, 0, 23, &hours) ||
        !read_character(text, ":") || !read_digits(text, 2, 0, 59, &minutes))
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

bool valux_timestamp_parse(const char *text, int64_t *seconds)
{
    int year, month, day, hour, minute, second, offset;

    if (!read_digits(&text, 4, 0, 9999, &year) || !read_character(&text, "-") ||
        !read_digits(&text, 2, 1, 12, &month) || !read_character(&text, "-") ||
        !read_digits(&text, 2, 1, 31, &day) || !read_character(&text, "Tt ") ||
        !read_digits(&text, 2, 0, 23, &hour) || !read_character(&text, ":") ||
        !read_digits(&text, 2, 0, 59, &minute) || !read_character(&text, ":") ||
        !read_digits(&text, 2, 0, 60, &second) || day > days_in_month(year, month))
        return false;
    if (*text == '.') {
        size_t digits = strspn(++text, "0123456789");
        if (digits == 0)
            return false;
        text += digits;
    }
    if (!read_offset(&text, &offset) || *text != '\0')
        return false;
    struct tm parts = {.tm_year = year - 1900,
                       .tm_mon = month - 1,
                       .tm_mday = day,
                       .tm_hour = hour,
                       .tm_min = minute,
                       .tm_sec = second};
    *seconds = (int64_t)timegm(&parts) - offset;
    return true;
}

#define FIRST_SECOND INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define LAST_SECOND INT64_C(253402300799)  /* 9999-12-31T23:59:59Z */

static time_t in_range(int64_t seconds)
{
    if (seconds < FIRST_SECOND)
        return FIRST_SECOND;
    return seconds > LAST_SECOND ? LAST_SECOND : seconds;
}

void valux_timestamp_format(int64_t seconds, char text[static VALUX_TIMESTAMP_SIZE])
{
    time_t time = in_range(seconds);
    struct tm parts;

    if (gmtime_r(&time, &parts) == NULL)
        parts = (struct tm){0};
    snprintf(text, VALUX_TIMESTAMP_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ",
             (unsigned)(parts.tm_year + 1900) % 10000U, (unsigned)(parts.tm_mon + 1) % 100U,
             (unsigned)parts.tm_mday % 100U, (unsigned)parts.tm_hour % 100U,
             (unsigned)parts.tm_min % 100U, (unsigned)parts.tm_sec % 100U);
}

void valux_timestamp_format_local(int64_t seconds, char text[static VALUX_TIMESTAMP_SIZE])
{
    time_t time = in_range(seconds);
    struct tm parts;

    if (localtime_r(&time, &parts) == NULL ||
        strftime(text, VALUX_TIMESTAMP_SIZE, "%Y/%m/%d %H:%M", &parts) == 0)
        text[0] = '\0';
}

void valux_timestamp_format_duration(int64_t seconds, char text[static VALUX_DURATION_SIZE])
{
    const int64_t minute = 60;
    const int64_t hour = 60 * minute;
    const int64_t day = 24 * hour;

    if (seconds < 2 * minute)
        valux_text_print(text, VALUX_DURATION_SIZE, "%s", _("a minute"));
    else if (seconds < 2 * hour)
        valux_text_print(text, VALUX_DURATION_SIZE, _("%lld minutes"),
                         (long long)(seconds / minute));
    else if (seconds < 2 * day)
        valux_text_print(text, VALUX_DURATION_SIZE, _("%lld hours"), (long long)(seconds / hour));
    else
        valux_text_print(text, VALUX_DURATION_SIZE, _("%lld days"), (long long)(seconds / day));
}
