/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_NO_ECHO_H
#define VALUX_ENROLL_SCREEN_NO_ECHO_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The controlling terminal while a question waits on it. A secret's echo never comes back before
 * the question has ended, and the terminal is never left without echo: a key press that stops the
 * program (Ctrl-Z) first gives the terminal back as it was; when the program goes on, the echo is
 * turned off again, and the question is asked again. A signal that ends the program does so after
 * the terminal is as it was.
 */

enum terminal_result {
    TERMINAL_LINE,     /* a line is there */
    TERMINAL_TOO_LONG, /* the line does not fit, or has a zero byte in it */
    TERMINAL_END,      /* end of file, or the terminal has failed */
    TERMINAL_NONE,     /* there is no terminal */
};

/*
 * Shows `question`, which is UTF-8, and reads a line to `line`, which has `size` bytes, without its
 * end and in the locale's character set. `secret` turns the echo off. Does not return if a signal
 * ends the program.
 */
enum terminal_result terminal_ask(const char *question, bool secret, char *line, size_t size);

#endif
