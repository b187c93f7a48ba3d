/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_PKCS11_TXT_H
#define VALUX_PROGRAMS_PKCS11_TXT_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/bytes.h"

/*
 * The text of pkcs11.txt, a database's list of modules: entries of lines KEY=VALUE, with an empty
 * line between two. NSS alone adds and deletes entries. It loses those of others where an entry has
 * no empty line behind it, where lines end in CR and LF, and where another entry's name or library
 * begins with the ones that it looks for. What is here looks at a list, completes it before NSS
 * changes it, and puts back what NSS has lost; it never makes an entry of its own.
 */

/* A part of the list's text, not terminated. */
struct pkcs11_txt_span {
    const char *text; /* NULL: there is none */
    size_t length;
};

struct pkcs11_txt_entry {
    struct pkcs11_txt_span lines;       /* the whole entry, with its last line end */
    struct pkcs11_txt_span name;        /* without quotation marks; the last one counts for NSS */
    struct pkcs11_txt_span library;     /* likewise */
    struct pkcs11_txt_span second_name; /* of two entries that NSS takes for one: the first name */
    bool mixed;                         /* it has two names or two libraries */
};

/*
 * Reads the next entry of a list of `length` bytes; *position is 0 for the first, and moves on.
 * False at the end.
 */
bool pkcs11_txt_next(const char *text, size_t length, size_t *position,
                     struct pkcs11_txt_entry *entry);

/* Whether the entry has this name. */
bool pkcs11_txt_is_named(const struct pkcs11_txt_entry *entry, const char *name);

/*
 * *completed becomes the list with an empty line behind each entry and, where an empty line ends in
 * CR and LF, with LF alone as the end of each line. Names, libraries and their order stay. The
 * caller frees it. False for want of memory.
 */
bool pkcs11_txt_complete(const char *text, size_t length, struct valux_bytes *completed);

/*
 * Counts the entries of the list `before` that are missing from the list `now`; those that are
 * named `except` don't count. An entry is known by its name and its library.
 */
size_t pkcs11_txt_count_lost(const struct valux_bytes *before, const struct valux_bytes *now,
                             const char *except);

/*
 * *whole becomes the list `now`, completed, followed by the entries that pkcs11_txt_count_lost
 * counts. The caller frees it. False for want of memory.
 */
bool pkcs11_txt_put_back(const struct valux_bytes *before, const struct valux_bytes *now,
                         const char *except, struct valux_bytes *whole);

#endif
