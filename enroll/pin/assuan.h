/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_ASSUAN_H
#define VALUX_ENROLL_PIN_ASSUAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The lines of the Assuan protocol ("Developing with Assuan", section 2), in which pinentry is
 * spoken to. A line is a string without its end; what is no printable ASCII, and '%', may be
 * written as %XX.
 */

#define ASSUAN_LINE_SIZE 1002 /* the longest line, with its end and a zero */

enum assuan_answer {
    ASSUAN_OK,
    ASSUAN_CANCELLED, /* by the person */
    ASSUAN_FAILED,    /* any other error */
    ASSUAN_DATA,
    ASSUAN_MORE, /* a comment, a status, a question: the answer is still to come */
};

/* What a line of an answer says. */
enum assuan_answer assuan_read_answer(const char *line);

/*
 * Decodes the data of a line that is ASSUAN_DATA and writes it behind the text that is in `text` of
 * `size` bytes, a string. False, and `text` is as it was, if it does not fit, is no text because a
 * zero is in it, or is wrongly written.
 */
bool assuan_read_data(const char *line, char *text, size_t size);

/*
 * Writes a command with a text of any length, with the line's end, and returns the line's length.
 * A text that is too long for a line is cut off.
 */
size_t assuan_write(char line[static ASSUAN_LINE_SIZE], const char *command, const char *text);

#endif
