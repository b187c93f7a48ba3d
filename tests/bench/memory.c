/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without stdio's buffers, which would count themselves. */
static long read_text(const char *path, char *text, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length;

    if (file < 0)
        return -1;
    length = read(file, text, size - 1);
    close(file);
    text[length < 0 ? 0 : length] = '\0';
    return length;
}

static long read_field(const char *path, const char *field)
{
    char text[4096];
    const char *line;

    if (read_text(path, text, sizeof text) < 0 || (line = strstr(text, field)) == NULL)
        return -1;
    return strtol(line + strlen(field), NULL, 10);
}

long memory_own(void)
{
    return read_field("/proc/self/smaps_rollup", "\nAnonymous:");
}

long memory_of(pid_t process)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    return read_field(path, "\nRssAnon:");
}

long memory_of_children(pid_t process)
{
    char path[64];
    char text[1024];
    long sum = 0;
    char *end;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process, (int)process);
    if (read_text(path, text, sizeof text) < 0)
        return -1;
    for (const char *next = text;; next = end) {
        long child = strtol(next, &end, 10);
        if (end == next)
            return sum;
        long one = memory_of((pid_t)child);
        if (one > 0)
            sum += one;
    }
}
