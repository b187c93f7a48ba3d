/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_PKCS11_TXT_GUARD_H
#define VALUX_PROGRAMS_PKCS11_TXT_GUARD_H

#include <stdbool.h>

#include "valux/bytes.h"
#include "valux/error.h"

/*
 * The file pkcs11.txt in a database's directory, around a change by NSS: it is checked before NSS
 * reads it, completed before NSS changes it, and no entry of others is lost by the change. Errors
 * are VALUX_ERROR_PROGRAM and name the file.
 */

#define PKCS11_TXT_GUARD "pkcs11.txt"
#define PKCS11_TXT_NEW_FILE "pkcs11.txu" /* NSS writes it before it takes the list's place */
#define PKCS11_TXT_COPY "pkcs11.txt.before-valux"

/*
 * Checks that NSS can read the list and that what it names may be loaded: a regular file, of the
 * effective user's or the system's, in which no entry runs into the next one. NSS itself would read
 * a directory for ever, and takes two entries without an empty line between them for one. A list
 * that does not exist is right.
 */
bool pkcs11_txt_guard_check(const char *directory, struct valux_error *error);

/* Checks the entries of a list that was read; messages call it `path`. */
bool pkcs11_txt_guard_check_entries(const char *path, const struct valux_bytes *list,
                                    struct valux_error *error);

/*
 * Keeps a copy of the list and completes the list. After it, NSS may change the list; then
 * pkcs11_txt_guard_settle must be called, in this process or a later one.
 */
bool pkcs11_txt_guard_protect(const char *directory, struct valux_error *error);

/*
 * Ends what pkcs11_txt_guard_protect began: entries of others that are no longer in the list are
 * put back, and the copy is removed. Where that fails, the list becomes the copy again, and it is
 * an error. Nothing where there is no copy.
 */
bool pkcs11_txt_guard_settle(const char *directory, struct valux_error *error);

#endif
