/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CONFORMANCE_SIGN_FIXTURE_H
#define VALUX_TESTS_CONFORMANCE_SIGN_FIXTURE_H

#include "token.h"

/* A store with keys, and a session, for tests that sign. */

#define SIGN_LENGTH_MAX 1024 /* bytes of a signature */

extern const char sign_message[];
extern const size_t sign_message_length;
extern CK_SESSION_HANDLE sign_session;
extern CK_OBJECT_HANDLE sign_rsa; /* valuxtest1: RSA-2048 */
extern CK_OBJECT_HANDLE sign_ec;  /* valuxtest2: P-256 */

/* Set-up of a group: the store, in which valuxtest3 is P-384 and valuxtest4 RSA-3072. */
int sign_fixture_make(void **state);

/* Set-up of a test: the module is initialised, with the session and the two keys. */
int sign_fixture_open(void **state);

/* Signs data in one call; returns the signature's length. */
CK_ULONG sign_fixture_sign(CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key, const void *data,
                           size_t length, CK_BYTE *signature);

#endif
