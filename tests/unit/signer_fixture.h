/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_UNIT_SIGNER_FIXTURE_H
#define VALUX_TESTS_UNIT_SIGNER_FIXTURE_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "signer-link/client.h"
#include "valux/snapshot.h"

/* A store with keys of each kind, and the signer asked for them by the module's side of it. */

enum which {
    RSA_2048,
    RSA_3072,
    EC_P256,
    EC_P384,
    HIDDEN,  /* suspended */
    LATER,   /* from tomorrow on */
    KEYLESS, /* not in the key database */
    WHICH_COUNT
};

extern EVP_PKEY *public_keys[WHICH_COUNT];
extern struct valux_key_id key_ids[WHICH_COUNT];
extern uint8_t answer[VALUX_SIGNER_PAYLOAD_MAX]; /* of the last request */
extern size_t answer_length;

#define TEXT_SIZE 68
extern const uint8_t text[TEXT_SIZE];
#define LONG_MESSAGE (5 * VALUX_SIGNER_PAYLOAD_MAX + 17)
extern uint8_t long_message[LONG_MESSAGE];

/* cmocka's group set-up and tear-down. The store's exposure is `usable`. */
int signer_fixture_setup(void **state);
int signer_fixture_teardown(void **state);

/* Writes the store's snapshot anew, with this exposure. */
void save_with(enum valux_exposure exposure);

/* Has the signer do `request` with this key and payload; *answer and answer_length are set. */
CK_RV ask(struct valux_signer_request request, enum which which, const void *data, size_t length);

#endif
