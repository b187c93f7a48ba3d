/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "enroll_path.h"

#include <glib.h>

/* A path relative to the directory that this program lies in. */
static char *beside(const char *relative)
{
    char *self = g_file_read_link("/proc/self/exe", NULL);

    if (self == NULL)
        return NULL;
    char *directory = g_path_get_dirname(self);
    char *path = g_build_filename(directory, relative, NULL);
    g_free(directory);
    g_free(self);
    return path;
}

char *enroll_path(void)
{
    char *path = beside("valux-enroll");

    if (path != NULL && g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
        return path;
    g_free(path);
    return g_strdup("valux-enroll");
}

char *enroll_path_locale(void)
{
    return beside(VALUX_RELATIVE_LOCALE);
}
