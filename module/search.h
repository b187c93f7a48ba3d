/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SEARCH_H
#define VALUX_MODULE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "token/view.h"

/* A session's search: what it found, in the snapshot that it was found in. */
struct search {
    bool active;
    struct mapping *mapping; /* held; NULL where nothing was found */
    uint64_t *found;         /* a bit for each object; see visibility.h */
    uint32_t next;           /* the first object that was not handed out */
};

/* Ends the search and frees what it holds. */
void search_clear(struct search *search);

#endif
