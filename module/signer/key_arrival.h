/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_KEY_ARRIVAL_H
#define VALUX_MODULE_SIGNER_KEY_ARRIVAL_H

#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signer/key_reader_process.h"
#include "valux/key_id.h"
#include "valux/tpm.h"

/*
 * How the private keys come into the signer: a process of its own reads them, and a thread parses
 * them one after the other while the signer serves. A key that a program asks for is read next, so
 * that a first signature does not wait for the other keys.
 */

enum key_state {
    KEY_LEFT_OUT = 0, /* programs could not use it when the signer started */
    KEY_AWAITED,      /* it is still to be read */
    KEY_MISSING,      /* not in the key database, or of an unknown kind */
    KEY_RSA,
    KEY_EC,
    KEY_WITHOUT_TPM, /* a TPM made it, and there is none */
};

struct key {
    _Atomic(enum key_state) state; /* the other members are there when it is KEY_RSA or KEY_EC */
    EVP_PKEY *private_key;
    size_t size;    /* bytes: of an RSA key's modulus, or of an EC key's order */
    uint32_t place; /* in the order in which the keys are read, if it is one of them */
};

struct key_arrival;

/*
 * Starts to read `count` keys of the source, in this order. keys[i] has the ID key_ids[i] and is
 * awaited from now on; `tpm` has those that a TPM made, or is NULL; the array itself belongs to the
 * arrival. It lives as long as the process. NULL, and keys[i] as they were, where the system gives
 * no memory or no process.
 */
struct key_arrival *key_arrival_start(const struct key_source *source, struct valux_tpm *tpm,
                                      struct key **keys, const struct valux_key_id *key_ids,
                                      size_t count);

/* The descriptor that the keys come through: what the sandbox lets the signer close. */
int key_arrival_descriptor(const struct key_arrival *arrival);

/*
 * Starts the thread that parses the keys, with a stack in locked memory. False where the system
 * refuses a thread.
 */
bool key_arrival_parse(struct key_arrival *arrival);

/*
 * Waits until that thread runs. Called before the process is sealed: a thread that starts makes
 * system calls that a sealed process may not make, and the C library ends it for that.
 */
void key_arrival_wait_for_thread(struct key_arrival *arrival);

/*
 * Waits until all keys have come, or until no more will come. Then it wipes what the thread has
 * left behind.
 */
void key_arrival_finish(struct key_arrival *arrival);

/* Waits until no key is being parsed, and lets no other one be parsed. NULL is allowed. */
void key_arrival_stop(struct key_arrival *arrival);

/* Waits until it is known whether the key database opens. */
bool key_arrival_opens(struct key_arrival *arrival);

/*
 * Has `key` read next if it is awaited, and waits until it has come. The result is the key's state;
 * it is KEY_AWAITED where the key will not come, because reading has failed.
 */
enum key_state key_arrival_wait(struct key_arrival *arrival, const struct key *key);

#endif
