/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef SIGNER_HOST_H
#define SIGNER_HOST_H

#include <pkcs11.h>
#include <stdbool.h>

/* What the parts of signer-host share. */

#define SIGNATURE_MAX 1024

/* The monotonic clock. */
long host_milliseconds(void);

/* Signs with the private key of this label; *length is the room in `signature`, then its length. */
CK_RV host_sign(const char *label, CK_BYTE *signature, CK_ULONG *length);

/*
 * The commands of a host that closes descriptors it does not know: close-all, occupy, intact and
 * lose. False for another one.
 */
bool host_descriptors_command(const char *name, const char *argument);

#endif
