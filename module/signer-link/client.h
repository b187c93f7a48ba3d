/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_CLIENT_H
#define VALUX_MODULE_SIGNER_LINK_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/*
 * How the module has the signer work. The client starts the process, lends a channel to each thread
 * that has a request, and starts another process when one has died or when the store has changed.
 * Every wait has a limit. All functions may be called by several threads at once.
 */

/*
 * Gets a signer if there is none: asks the agent, which is waited for a few milliseconds, or starts
 * one, which is not waited for. This is called when a program looks up a private key, so that the
 * keys are ready when the program asks for its first signature. An error is not reported here: the
 * first request meets it again.
 */
void signer_client_prepare(void);

/*
 * Has the signer do `request`, whose payload may be longer than one frame's. Writes the answer to
 * `answer`, which has *answer_length bytes, and the answer's length to *answer_length.
 *
 * CKR_OK; CKR_KEY_HANDLE_INVALID where programs may not use the key; CKR_DATA_LEN_RANGE,
 * CKR_ENCRYPTED_DATA_LEN_RANGE, CKR_ENCRYPTED_DATA_INVALID, CKR_DATA_INVALID and
 * CKR_MECHANISM_PARAM_INVALID for what the program asked; CKR_BUFFER_TOO_SMALL; CKR_DEVICE_ERROR
 * where signer or store fail.
 */
CK_RV signer_client_request(const struct valux_signer_request *request, uint8_t *answer,
                            size_t *answer_length);

/*
 * Why the last request failed with CKR_DEVICE_ERROR: a value of enum valux_signer_failure, 0 where
 * it did not.
 */
unsigned long signer_client_failure(void);

/* How the module has come by its last signer: a value of enum valux_signer_way, 0 before that. */
unsigned long signer_client_way(void);

/*
 * For C_Finalize: ends the signer and waits until it is gone, for 3 seconds at most; one of the
 * agent's ends by itself. Requests that are under way fail.
 */
void signer_client_stop(void);

/*
 * For the end of the program: ends the signer likewise, and no other one is started. Does nothing
 * where another thread is starting or ending it just now: then the signer ends by itself, as soon
 * as the program's sockets are gone.
 */
void signer_client_end_at_exit(void);

/*
 * For a forked child: forgets the signer, which is the parent's, and changes nothing for the
 * parent. Async-signal-safe, since the child's handler of pthread_atfork(3) calls it.
 */
void signer_client_forget(void);

#endif
