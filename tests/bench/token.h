/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_TOKEN_H
#define VALUX_TESTS_BENCH_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

/*
 * A token of any PKCS#11 module, as a program uses it. Nothing but libc is linked. Functions that
 * fail say why on standard error.
 */

#define TOKEN_OBJECTS_MAX 32768    /* objects that one search takes */
#define TOKEN_CERTIFICATE_MAX 8192 /* bytes of DER */

struct token_choice {
    const char *module; /* the library's path */
    const char *init;   /* C_Initialize's library parameters (NSS softoken), or NULL */
    const char *label;  /* the token's label, or NULL for the first token that there is */
    const char *pin;    /* for C_Login, or NULL for a token that wants none */
};

struct token {
    void *library;
    CK_FUNCTION_LIST *functions;
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE session;
};

/* Opens the library and gets its function list; calls nothing else. */
bool token_load(const struct token_choice *choice, struct token *token);

/* Initialises the module, finds the token, opens a session and logs in where there is a PIN. */
bool token_initialize(const struct token_choice *choice, bool writable, struct token *token);

/* Ends the session and the module. The library stays, since some do not survive dlclose(3). */
void token_finalize(struct token *token);

/* Finds the objects that match, at most TOKEN_OBJECTS_MAX; false for a failure, not for none. */
bool token_find(const struct token *token, CK_ATTRIBUTE *attributes, size_t count,
                CK_OBJECT_HANDLE *objects, size_t *found);

/* Finds the private key of a certificate (DER) by the CKA_ID that both have. */
bool token_private_key(const struct token *token, const uint8_t *certificate, size_t length,
                       CK_OBJECT_HANDLE *key);

/* Says "name: CKR 0x…" on standard error and returns false where `result` is not CKR_OK. */
bool token_good(const char *name, CK_RV result);

#endif
