/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_CONNECTION_H
#define VALUX_TPM_CONNECTION_H

#include <pthread.h>
#include <stdbool.h>
#include <tss2/tss2_esys.h>

#include "tpm/failure.h"
#include "tpm/key_file.h"
#include "tpm/link.h"
#include "valux/tpm.h"

/*
 * What is behind a connection: ESAPI (TCG TSS 2.0 Enhanced System API), the storage key that
 * wraps our keys, an encrypted session, and the key that was used last. No more is loaded, since
 * the kernel's resource manager lets a program have three objects.
 */

/* A key that can be loaded. */
struct tpm_key {
    struct valux_tpm *tpm;
    TPM2B_PUBLIC public_part;
    TPM2B_PRIVATE private_part;
    TPM2B_AUTH authorization;
};

struct valux_tpm {
    struct tpm_link link;
    char name[VALUX_TPM_NAME_SIZE];
    ESYS_CONTEXT *esapi;
    ESYS_TR storage_key;
    ESYS_TR session;
    ESYS_TR key;                  /* of `loaded` */
    const struct tpm_key *loaded; /* or NULL */
    pthread_mutex_t lock;
    enum tpm_failure failure; /* of the last use */
    TSS2_RC code;
};

/* Something that the TPM does, with the lock held. `argument` is the caller's. */
typedef TSS2_RC tpm_work(struct valux_tpm *tpm, void *argument);

/*
 * Does the work, with the storage key and the session ready. It is done again, a few times, where
 * the TPM asks to try later, and once more from the beginning where it has lost what was loaded,
 * as after a sleep of the machine. False with the failure noted.
 */
bool tpm_connection_do(struct valux_tpm *tpm, tpm_work *work, void *argument);

/* Loads the key, unless it is. Part of a work. */
TSS2_RC tpm_connection_load(struct valux_tpm *tpm, const struct tpm_key *key);

/* Flushes the key if it is loaded, because its memory goes away. */
void tpm_connection_forget(struct valux_tpm *tpm, const struct tpm_key *key);

#endif
