/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A library to be preloaded: one allocation of the program fails. Its environment:
 *
 *   FAIL_ALLOCATION        which one fails, from 1; 0 or absent: none
 *   FAIL_ALLOCATION_OWN    if set, only calls from the program's own code are counted, else all
 *   FAIL_ALLOCATION_COUNT  a file that gets the number of calls when the program ends
 */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static atomic_ulong calls;
static unsigned long failing;
static bool own_only;
static uintptr_t own_begin;
static uintptr_t own_end;

/* The first object is the program. */
static int find_program(struct dl_phdr_info *object, size_t size, void *argument)
{
    (void)size;
    (void)argument;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_X) == 0)
            continue;
        own_begin = object->dlpi_addr + segment->p_vaddr;
        own_end = own_begin + segment->p_memsz;
    }
    return 1;
}

__attribute__((constructor)) static void begin(void)
{
    const char *which = getenv("FAIL_ALLOCATION");

    dl_iterate_phdr(find_program, NULL);
    own_only = getenv("FAIL_ALLOCATION_OWN") != NULL;
    failing = which == NULL ? 0 : strtoul(which, NULL, 10);
    atomic_store(&calls, 0);
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    const char *path = getenv("FAIL_ALLOCATION_COUNT");
    int file = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int length = snprintf(text, sizeof text, "%lu\n", atomic_load(&calls));

    if (file < 0)
        return;
    if (write(file, text, (size_t)length) != length)
        abort();
    close(file);
}

static bool fails(const void *caller)
{
    uintptr_t address = (uintptr_t)caller;

    if (own_only && (address < own_begin || address >= own_end))
        return false;
    if (atomic_fetch_add(&calls, 1) + 1 != failing)
        return false;
    errno = ENOMEM;
    return true;
}

__attribute__((visibility("default"))) void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

__attribute__((visibility("default"))) void *calloc(size_t count, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

__attribute__((visibility("default"))) void *realloc(void *memory, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}
