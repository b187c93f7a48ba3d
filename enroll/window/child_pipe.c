/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "child_pipe.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

int child_pipe_into(GSubprocessLauncher *launcher, int descriptor)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    g_subprocess_launcher_take_fd(launcher, ends[0], descriptor);
    return ends[1];
}

void child_pipe_give(GSubprocessLauncher *launcher, const char *secret, int descriptor)
{
    int end = secret == NULL ? -1 : child_pipe_into(launcher, descriptor);

    if (end < 0)
        return;
    /* A secret is far shorter than a pipe's buffer. If it fails, the child finds it missing. */
    ssize_t written = write(end, secret, strlen(secret));
    (void)written;
    close(end);
}

GDataInputStream *child_pipe_from(GSubprocessLauncher *launcher, int descriptor)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return NULL;
    g_subprocess_launcher_take_fd(launcher, ends[1], descriptor);
    GInputStream *stream = g_unix_input_stream_new(ends[0], TRUE);
    GDataInputStream *lines = g_data_input_stream_new(stream);
    g_object_unref(stream);
    return lines;
}
