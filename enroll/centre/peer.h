/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_PEER_H
#define VALUX_ENROLL_CENTRE_PEER_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

/* What is remembered of the certificate of a server that may not be the centre, for a message. */

#define PEER_NAME_SIZE 128

struct peer {
    bool seen;
    bool verified;               /* the configured CA has issued it */
    bool names_host;             /* it is for the centre's host */
    char name[PEER_NAME_SIZE];   /* whom it is for */
    char issuer[PEER_NAME_SIZE]; /* who has issued it */
    int64_t not_before;          /* of the certificate at which verification failed, in seconds; */
    int64_t not_after;           /* 0: it did not fail, or not at one */
};

/*
 * Verifies the chain as OpenSSL does, and remembers in *peer what it is about. `host` is the
 * centre's, a name or an address. Returns what X509_verify_cert does.
 */
int peer_verify(struct peer *peer, X509_STORE_CTX *context, const char *host);

#endif
