/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "children.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CHILDREN_MAX 16

static size_t find_children(pid_t process, pid_t children[static CHILDREN_MAX])
{
    char path[64];
    size_t count = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process, (int)process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    while (count < CHILDREN_MAX && fscanf(file, "%d", &children[count]) == 1)
        count++;
    fclose(file);
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
        if (sscanf(line, "RssAnon: %ld", &memory) == 1)
            break;
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
