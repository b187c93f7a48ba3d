/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CHILD_PIPE_H
#define VALUX_WINDOW_CHILD_PIPE_H

#include <gio/gio.h>

/* Pipes to a child that is about to be started. The child finds its end at `descriptor`. */

/* Gives the child a secret to read. NULL gives it nothing. The text is not kept. */
void child_pipe_give(GSubprocessLauncher *launcher, const char *secret, int descriptor);

/* A pipe into which the caller writes, and which it closes: its end, or -1. */
int child_pipe_into(GSubprocessLauncher *launcher, int descriptor);

/* A pipe that the caller reads, or NULL. The caller owns it. */
GDataInputStream *child_pipe_from(GSubprocessLauncher *launcher, int descriptor);

#endif
