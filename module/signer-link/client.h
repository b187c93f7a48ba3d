/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_CLIENT_H
#define VALUX_MODULE_SIGNER_LINK_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/*
 * The module's side of the signer: starts the process, keeps a channel for each thread that signs
 * at the same time, starts it anew when it died or when the store has changed, and gives up within
 * a bounded time. All functions may be called from several threads at once.
 */

/*
 * Starts the signer in the background if it is not running, without waiting for it: called when a
 * private key is first looked up, so that it has unwrapped the keys when the first signature is
 * asked for. Errors are left to the first request.
 */
void signer_client_prepare(void);

/*
 * Has the signer do `request`, whose payload may be longer than a frame's. Writes the answer to
 * `answer` of *answer_length bytes, and its length to *answer_length.
 *
 * CKR_OK; CKR_KEY_HANDLE_INVALID where the key is not a program's to use; CKR_DATA_LEN_RANGE,
 * CKR_ENCRYPTED_DATA_LEN_RANGE, CKR_ENCRYPTED_DATA_INVALID, CKR_DATA_INVALID and
 * CKR_MECHANISM_PARAM_INVALID for what the program asked; CKR_BUFFER_TOO_SMALL; CKR_DEVICE_ERROR
 * where signer or store fail.
 */
CK_RV signer_client_request(const struct valux_signer_request *request, uint8_t *answer,
                            size_t *answer_length);

/*
 * Ends the signer: closes the channels and waits, for a bounded time, until the process is gone.
 * For C_Finalize.
 */
void signer_client_stop(void);

/*
 * Forgets the parent's signer in a forked child, touching nothing that the parent shares. For
 * pthread_atfork's child handler: async-signal-safe.
 */
void signer_client_forget(void);

#endif
