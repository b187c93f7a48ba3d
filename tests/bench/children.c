/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "children.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHILDREN_MAX 16
#define CHILD_CHARACTERS 12 /* of a process ID and the blank behind it */
#define MEMORY_LINE "RssAnon:"

static size_t find_children(pid_t process, pid_t children[static CHILDREN_MAX])
{
    char path[64];
    char line[CHILDREN_MAX * CHILD_CHARACTERS] = "";
    char *rest = line;
    size_t count = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process, (int)process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    if (fgets(line, sizeof line, file) == NULL)
        line[0] = '\0';
    fclose(file);
    for (char *end; count < CHILDREN_MAX; rest = end) {
        long child = strtol(rest, &end, 10);
        if (end == rest)
            break;
        children[count++] = (pid_t)child;
    }
    return count;
}

static long memory_of(pid_t process)
{
    char path[64];
    char line[256];
    long memory = 0;

    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, MEMORY_LINE, strlen(MEMORY_LINE)) == 0)
            memory = strtol(line + strlen(MEMORY_LINE), NULL, 10);
    fclose(file);
    return memory;
}

long children_memory(pid_t process)
{
    pid_t children[CHILDREN_MAX];
    size_t count = find_children(process, children);
    long sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += memory_of(children[i]);
    return sum;
}

static uint64_t processor_time_of(pid_t process)
{
    clockid_t clock;
    struct timespec time;

    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return 0;
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

uint64_t children_processor_time(pid_t process)
{
    pid_t children[CHILDREN_MAX];
    size_t count = find_children(process, children);
    uint64_t sum = processor_time_of(process);

    for (size_t i = 0; i < count; i++)
        sum += processor_time_of(children[i]);
    return sum;
}
