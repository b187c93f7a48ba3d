/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "common/child_environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Names of variables. One that ends with an underscore stands for all that begin with it. */
static const char *const names[] = {
    "HOME",
    "USER",
    "LOGNAME",
    "PATH",
    "TMPDIR",
    "TZ",
    "XDG_",
    "VALUX_",
    /* the person's language */
    "LANG",
    "LANGUAGE",
    "LC_",
    "LOCPATH",
    /* where the libraries of this program and of modules are, and how they are configured */
    "LD_LIBRARY_PATH",
    "NSS_",
    "NSPR_",
    "P11_KIT_",
    "SOFTHSM2_CONF",
    "OPENSC_",
    /* a build with sanitizers */
    "ASAN_OPTIONS",
    "LSAN_OPTIONS",
    "TSAN_OPTIONS",
    "UBSAN_OPTIONS",
};

static bool is_wanted(const char *variable)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(variable, names[i], length) == 0 &&
            (variable[length] == '=' || names[i][length - 1] == '_'))
            return true;
    }
    return false;
}

char **child_environment(void)
{
    size_t count = 0;
    size_t kept = 0;

    while (environ[count] != NULL)
        count++;
    char **result = calloc(count + 1, sizeof *result);
    for (size_t i = 0; result != NULL && i < count; i++)
        if (is_wanted(environ[i]))
            result[kept++] = environ[i];
    return result;
}
