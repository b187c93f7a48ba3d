/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_SEARCH_H
#define VALUX_MODULE_TOKEN_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include <pkcs11.h>

#include "token/view.h"

/*
 * A search for objects on the token, from C_FindObjectsInit to C_FindObjectsFinal. What it finds is
 * settled when it begins; a later change of the view does not change it. Called with the state's
 * mutex held.
 */
struct search {
    bool active;
    struct shared_snapshot *shared; /* what was searched; held. NULL: nothing was found */
    uint64_t *found;                /* a bit for each object, as visibility.h has them */
    uint32_t next;                  /* the number of the first object that was not handed out */
};

/*
 * Begins a search that is not active for the objects that programs see now and that have all
 * `count` attributes. The view is brought up to date before. *private_key becomes true where a
 * private key was looked up by an attribute that tells objects apart (a label, an ID), since the
 * program will use it soon; it is left alone where keys are only listed.
 *
 * CKR_ARGUMENTS_BAD; CKR_ATTRIBUTE_VALUE_INVALID; CKR_DEVICE_ERROR where the store can't be used;
 * CKR_HOST_MEMORY.
 */
CK_RV search_begin(struct search *search, CK_ATTRIBUTE *attributes, CK_ULONG count,
                   bool *private_key);

/* Writes the handles of the next objects to `objects`, at most `maximum`; returns their number. */
CK_ULONG search_next(struct search *search, CK_OBJECT_HANDLE *objects, CK_ULONG maximum);

/* Ends the search, active or not, and frees what it holds. */
void search_clear(struct search *search);

#endif
