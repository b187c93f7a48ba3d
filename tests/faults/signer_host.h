/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef SIGNER_HOST_H
#define SIGNER_HOST_H

#include <pkcs11.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

/* What the parts of signer-host share. */

#define SIGNATURE_MAX 1024

/* The monotonic clock. */
long host_milliseconds(void);

/* Signs with the private key of this label; *length is the room in `signature`, then its length. */
CK_RV host_sign(const char *label, CK_BYTE *signature, CK_ULONG *length);

/* A signature that a thread of its own waits for. */
struct waiting_signature {
    pthread_t thread;
    const char *label;
    pid_t thread_id;
    long begin;
    bool ended;
    CK_RV rv;          /* from here on: when it has been waited for */
    long milliseconds; /* how long it took */
};

/*
 * Has a thread sign with the private key of this label, and returns when that thread waits for the
 * signer's answer. False where it was answered first.
 */
bool host_sign_waiting(const char *label, struct waiting_signature *waiting);

/* Returns when the thread has its answer. */
void host_sign_waited(struct waiting_signature *waiting);

/* The command in which a thread waits: slow. False for another one. */
bool host_threads_command(const char *name, const char *arguments);

/*
 * The commands of a host that closes descriptors it does not know: close-all, occupy, intact and
 * lose. False for another one.
 */
bool host_descriptors_command(const char *name, const char *argument);

#endif
