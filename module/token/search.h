/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_SEARCH_H
#define VALUX_MODULE_TOKEN_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include <pkcs11.h>

#include "token/view.h"

/*
 * A session's search: what it found, in the snapshot that it was found in. Called with the state's
 * mutex held.
 */
struct search {
    bool active;
    struct mapping *mapping; /* held; NULL where nothing was found */
    uint64_t *found;         /* a bit for each object; see visibility.h */
    uint32_t next;           /* the first object that was not handed out */
};

/*
 * Begins the search that is not active: finds the objects that match the template, with the view
 * brought up to date. *private_key becomes true where a private key was looked up by what tells
 * objects apart, and so will be used soon. CKR_ARGUMENTS_BAD; CKR_ATTRIBUTE_VALUE_INVALID;
 * CKR_DEVICE_ERROR; CKR_HOST_MEMORY.
 */
CK_RV search_begin(struct search *search, CK_ATTRIBUTE *attributes, CK_ULONG count,
                   bool *private_key);

/* Hands out the handles of at most `maximum` further objects; returns their number. */
CK_ULONG search_next(struct search *search, CK_OBJECT_HANDLE *objects, CK_ULONG maximum);

/* Ends the search and frees what it holds. */
void search_clear(struct search *search);

#endif
