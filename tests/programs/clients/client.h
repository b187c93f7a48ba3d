/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_PROGRAMS_CLIENTS_CLIENT_H
#define VALUX_TESTS_PROGRAMS_CLIENTS_CLIENT_H

/*
 * A program that runs on while the store changes. It reads commands, one a line, and answers each
 * with one line.
 *
 * "open NAME NICKNAME ID" takes the key with this nickname, or with this CKA_ID in hexadecimal, and
 * keeps it under a name of one letter. The answer is "opened", or "absent" where the token has no
 * such key.
 *
 * "sign NAME" signs with it, and verifies the signature with the key's certificate. The answer is
 * "signed", or "failed" and the reason.
 *
 * A client is one library's way to do this. Its functions return the answer.
 */

#define CLIENT_KEYS 26

/* Begins, with the module at this path. Ends the process where that fails. */
void client_begin(const char *module);

/* Takes the key for this place, 0 to CLIENT_KEYS - 1, which may have one already. */
const char *client_open(int place, const char *nickname, const char *id);

/* Signs with the key of this place. */
const char *client_sign(int place);

#endif
