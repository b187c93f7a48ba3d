/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_OWNER_H
#define VALUX_KEYS_OWNER_H

#include <stdbool.h>

#include "keys/seal.h"
#include "keys/softoken.h"
#include "valux/error.h"

/*
 * The store's record of whom and which machine its seal is for, so that a key database that does
 * not open is not called damaged where the user was renamed, say. It has a one-way hash of the
 * machine's identity: whoever has the store alone can't open it by the record.
 */

#define OWNER_FILE "owner.json"

/*
 * Writes the record of what the seal was read for, unless it is there. The database is open, and
 * the store's lock is held. A failure is passed over: the record only explains.
 */
void owner_keep(int directory, const struct seal *seal, const struct softoken *softoken);

/*
 * Sets *error: why the key database does not open for this user on this machine, by the record, and
 * what to do. Returns false always.
 */
bool owner_explain(int directory, const struct seal *seal, const struct softoken *softoken,
                   struct valux_error *error);

#endif
