/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_FAULTS_SIGNER_PROGRAM_H
#define VALUX_TESTS_FAULTS_SIGNER_PROGRAM_H

#include <pkcs11.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

/* What the parts of signer-program share. */

#define SIGNATURE_MAX 1024

/* The monotonic clock. */
long program_milliseconds(void);

/* The module's functions. */
extern CK_FUNCTION_LIST *program_module;

/* Opens a session; initialises the module and opens the session that program_sign uses. */
CK_RV program_open_session(CK_SESSION_HANDLE *opened);
CK_RV program_initialize(void);

/* The private key with this label; CKR_KEY_HANDLE_INVALID where the token shows none. */
CK_RV program_find_key(CK_SESSION_HANDLE in, const char *label, CK_OBJECT_HANDLE *key,
                       CK_KEY_TYPE *type);

/* Signs with this key; *length is the room in `signature`, then its length. */
CK_RV program_sign_with(CK_SESSION_HANDLE in, CK_OBJECT_HANDLE key, CK_KEY_TYPE type,
                        CK_BYTE *signature, CK_ULONG *length);

/* Signs with the private key of this label; *length is the room in `signature`, then its length. */
CK_RV program_sign(const char *label, CK_BYTE *signature, CK_ULONG *length);

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
bool program_sign_waiting(const char *label, struct waiting_signature *waiting);

/* Returns when the thread has its answer. */
void program_sign_waited(struct waiting_signature *waiting);

/* Takes the number at the begin of *arguments, and moves *arguments to what follows it. */
long program_take_number(const char **arguments);

/* The command in which a thread waits: slow. False for another one. */
bool program_threads_command(const char *name, const char *arguments);

/*
 * The commands of a program that closes descriptors it does not know: close-all, occupy, intact and
 * lose. False for another one.
 */
bool program_descriptors_command(const char *name, const char *argument);

#endif
