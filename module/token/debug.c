/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/debug.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_bool enabled;

void debug_initialize(void)
{
    const char *value = secure_getenv("VALUX_DEBUG");

    atomic_store(&enabled, value != NULL && strcmp(value, "1") == 0);
}

/* A line is written at once, so that those of several threads do not mix. errno is kept. */
static void write_line(const char *text, const char *result)
{
    char line[160];
    int saved = errno;
    int length = snprintf(line, sizeof line, "valux-pkcs11[%ld.%ld]: %s%s\n", (long)getpid(),
                          (long)gettid(), text, result);

    if (length > 0) {
        size_t size = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
        ssize_t written = write(STDERR_FILENO, line, size);
        (void)written;
    }
    errno = saved;
}

CK_RV debug_result(const char *function, CK_RV result)
{
    char text[32];

    if (atomic_load_explicit(&enabled, memory_order_relaxed)) {
        snprintf(text, sizeof text, " = 0x%08lx", (unsigned long)result);
        write_line(function, text);
    }
    return result;
}

void debug_message(const char *text)
{
    if (atomic_load_explicit(&enabled, memory_order_relaxed))
        write_line(text, "");
}
