/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_KEY_READER_PROCESS_H
#define VALUX_MODULE_SIGNER_KEY_READER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/snapshot.h"

/*
 * A second process of the signer. It opens the key database and hands over the private keys, one
 * after the other, and ends. It is a process of its own for two reasons: NSS's token, the
 * database's password and what both leave in memory end with it, and the signer gets itself ready
 * meanwhile.
 */

#define PRIVATE_KEY_INFO_MAX 8192 /* bytes of a PrivateKeyInfo */

/* Instead of a key's index: no key, but the word that the database is open. Comes first. */
#define KEY_READER_OPENED UINT32_MAX

struct key_reader_process {
    int descriptor; /* our end of the socket pair that the keys come through */
};

struct private_key_record {
    uint32_t index;  /* of the key in the list of key_reader_process_start, or KEY_READER_OPENED */
    uint32_t length; /* 0: the database does not have the key */
    uint8_t pkcs8[PRIVATE_KEY_INFO_MAX];
};

/* Where the keys are. */
struct key_source {
    const char *store_path;
    const uint8_t *secret; /* the seal's where it is under a PIN; given_secret.h; else NULL */
};

/*
 * Starts the process for the `count` keys with these IDs, which it reads in this order. The caller
 * ends it with key_reader_process_end. False where the system gives no process or no sockets.
 */
bool key_reader_process_start(const struct key_source *source, const struct valux_key_id *key_ids,
                              size_t count, struct key_reader_process *process);

/* Has the key with this index read next, if it is still to be read. May be asked by any thread. */
void key_reader_process_ask(const struct key_reader_process *process, uint32_t index);

/*
 * Waits for the next key, which the caller wipes. False when the process has ended, after the last
 * key or because the database does not open.
 */
bool key_reader_process_next(const struct key_reader_process *process,
                             struct private_key_record *key);

/* Closes our end of the sockets. The process then ends by itself, if it has not ended yet. */
void key_reader_process_end(struct key_reader_process *process);

#endif
