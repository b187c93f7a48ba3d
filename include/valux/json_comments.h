/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_JSON_COMMENTS_H
#define VALUX_JSON_COMMENTS_H

#include <stddef.h>

/*
 * A copy of `length` bytes of JSON with blanks in the place of each comment, so that what is left
 * stays where it was. A comment runs from two slashes to the end of the line, or from a slash and
 * an asterisk to the next asterisk and slash; one of these that does not end is left as it is, and
 * so is what looks like a comment within a string. The copy has a terminating zero behind the
 * bytes; the caller frees it. NULL for want of memory.
 */
char *valux_json_without_comments(const char *text, size_t length);

#endif
