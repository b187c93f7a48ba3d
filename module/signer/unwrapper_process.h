/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_UNWRAPPER_PROCESS_H
#define VALUX_MODULE_SIGNER_UNWRAPPER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/snapshot.h"

/*
 * A short-lived process that opens the key database and hands over private keys, one after the
 * other. NSS's token, the database's password and what they leave in memory end with it, and the
 * signer gets itself ready at the same time.
 */

#define UNWRAPPED_KEY_MAX 8192 /* bytes of a PrivateKeyInfo */

struct unwrapper_process {
    int reader;
};

struct unwrapped_key {
    uint32_t index;  /* in the list that was asked for */
    uint32_t length; /* 0: not in the database */
    uint8_t pkcs8[UNWRAPPED_KEY_MAX];
};

/*
 * Starts the process for the keys with these IDs. The caller ends it with unwrapper_process_end.
 * False where there is no process or pipe.
 */
bool unwrapper_process_start(const char *store_path, const struct valux_key_id *key_ids,
                             size_t count, struct unwrapper_process *process);

/*
 * The next key, which the caller wipes. False when the process has ended, after the last key or
 * because the database does not open.
 */
bool unwrapper_process_next(const struct unwrapper_process *process, struct unwrapped_key *key);

/* Closes what belongs to the process. It ends once it has handed over all keys, or can't any more.
 */
void unwrapper_process_end(struct unwrapper_process *process);

#endif
