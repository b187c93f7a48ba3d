/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/*
 * A PKCS#11 module of somebody who looks for secrets: wherever it is loaded, it searches that
 * process's memory for the texts in ~/foreign-wanted, whose bytes are inverted there, one text a
 * line. It appends a line to ~/foreign-found: how many were found, and the error number of opening
 * the parent process's memory.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WANTED_MAX 8
#define TEXT_MAX 64
#define CHUNK 65536u
#define GENERAL_ERROR 5uL /* CKR_GENERAL_ERROR */

static unsigned char wanted[WANTED_MAX][TEXT_MAX];
static size_t lengths[WANTED_MAX];
static size_t count;

static FILE *open_in_home(const char *name, const char *mode)
{
    const char *home = getenv("HOME");
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", home == NULL ? "" : home, name);
    return fopen(path, mode);
}

static void read_wanted(void)
{
    FILE *file = open_in_home("foreign-wanted", "r");
    char line[TEXT_MAX * 2];

    count = 0;
    while (file != NULL && count < WANTED_MAX && fgets(line, sizeof line, file) != NULL) {
        lengths[count] = 0;
        for (const char *next = line; isxdigit(next[0]) && isxdigit(next[1]); next += 2) {
            const char byte[] = {next[0], next[1], '\0'};
            wanted[count][lengths[count]++] = (unsigned char)strtoul(byte, NULL, 16);
        }
        count++;
    }
    if (file != NULL)
        fclose(file);
}

static int begins_with(const unsigned char *memory, size_t which)
{
    for (size_t i = 0; i < lengths[which]; i++)
        if ((unsigned char)~memory[i] != wanted[which][i])
            return 0;
    return 1;
}

static unsigned search_region(int memory, uintptr_t from, uintptr_t to)
{
    static unsigned char chunk[CHUNK + TEXT_MAX];
    unsigned found = 0;

    for (; from < to; from += CHUNK) {
        size_t size = to - from < sizeof chunk ? to - from : sizeof chunk;
        ssize_t got = pread(memory, chunk, size, (off_t)from);
        for (size_t i = 0; got > TEXT_MAX && i < (size_t)got - TEXT_MAX; i++)
            for (size_t which = 0; which < count; which++)
                found += (unsigned)begins_with(chunk + i, which);
    }
    memset(chunk, 0, sizeof chunk);
    return found;
}

static unsigned search(void)
{
    unsigned found = 0;
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        char *end;
        unsigned long from = strtoul(line, &end, 16);
        unsigned long to = *end == '-' ? strtoul(end + 1, &end, 16) : 0;
        if (strncmp(end, " r", 2) == 0 && strstr(line, "[v") == NULL && to - from <= 1uL << 30)
            found += search_region(memory, from, to);
    }
    if (maps != NULL)
        fclose(maps);
    close(memory);
    return found;
}

static int open_parent(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int number = file < 0 ? errno : 0;
    if (file >= 0)
        close(file);
    return number;
}

__attribute__((visibility("default"))) unsigned long C_GetFunctionList(void **list);

unsigned long C_GetFunctionList(void **list)
{
    fputs("the foreign module speaks\n", stderr);
    read_wanted();
    unsigned found = search();
    FILE *file = open_in_home("foreign-found", "a");
    if (file != NULL) {
        fprintf(file, "%u %d\n", found, open_parent());
        fclose(file);
    }
    *list = NULL;
    return GENERAL_ERROR;
}
