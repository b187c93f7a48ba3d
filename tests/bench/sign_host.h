/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef SIGN_HOST_H
#define SIGN_HOST_H

#include "candidate.h"
#include "host.h"

/* The driver's side of a bench-host that signs, one for each token. */

#define SIGN_KEYS_MAX 8

/* A key that is on each token. */
struct sign_key {
    const char *name;
    const char *certificate; /* file with DER */
    void *public_key;        /* EVP_PKEY */
};

struct sign_keys {
    struct sign_key all[SIGN_KEYS_MAX];
    size_t count;
};

struct sign_host {
    struct candidate_process process;
    int descriptor; /* of the records */
    struct host_record *records;
};

/* Times are in microseconds. */
struct sign_result {
    double per_second;
    double p50;
    double p99;
    double processor;    /* time that host and children had for a signature */
    double host_memory;  /* kB that the host grew by */
    double child_memory; /* kB of anonymous memory of the host's children */
};

/* Starts the process; it has found all keys when it answers the first request. */
bool sign_host_start(const struct candidate *candidate, const struct sign_keys *keys,
                     struct sign_host *host);

/* Signs for `milliseconds` and verifies each signature afterwards. */
bool sign_host_run(struct sign_host *host, const struct sign_keys *keys, size_t key,
                   unsigned threads, unsigned milliseconds, struct sign_result *result);

/*
 * Starts a process that signs once; *milliseconds are those from the start to its answer. The
 * signature is verified.
 */
bool sign_host_first(const struct candidate *candidate, const struct sign_key *key,
                     double *milliseconds);

bool sign_host_end(struct sign_host *host);

#endif
