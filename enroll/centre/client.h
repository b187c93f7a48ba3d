/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_CLIENT_H
#define VALUX_ENROLL_CENTRE_CLIENT_H

#include <openssl/types.h>
#include <stdbool.h>

#include "valux/bytes.h"
#include "valux/catalogue.h"
#include "valux/error.h"
#include "valux/key_database.h"

/* A certificate with its chain and its private key, as TLS needs them for a client. */
struct centre_client {
    struct valux_bytes certificate; /* PEM; the chain follows, the issuer first */
    struct valux_bytes key;         /* PEM, secret; or empty, */
    EVP_PKEY *key_in_tpm;           /* where a TPM has the key; else NULL */
};

/*
 * Makes the client of a catalogue's entry. Its private key, if a TPM does not have it, is read out
 * and stays in this process's memory until centre_client_free, which the caller calls before it
 * closes the database. False with *error set where the key
 * can't be had; nothing has to be freed then.
 */
bool centre_client_make(struct valux_key_database *database,
                        const struct valux_catalogue_entry *entry, struct centre_client *client,
                        struct valux_error *error);

/* Wipes and frees key and certificate. An all-zero client is allowed. */
void centre_client_free(struct centre_client *client);

#endif
