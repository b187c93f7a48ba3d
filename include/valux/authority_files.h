/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_AUTHORITY_FILES_H
#define VALUX_AUTHORITY_FILES_H

#include <stdbool.h>

#include "valux/bytes.h"
#include "valux/error.h"

/*
 * The CA certificates that the configuration names: one PEM file (RFC 7468), or several whose
 * absolute paths are separated by colons.
 */

/*
 * Reads the files. *pem becomes all certificates in them that can be read, as PEM without anything
 * else; the caller frees it. A block that can't be read is passed over: *warning then says which
 * one, as a sentence in the person's language, and is otherwise of the domain VALUX_ERROR_NONE.
 * VALUX_ERROR_CONFIGURATION where a file can't be read or has no certificate that can.
 */
bool valux_authority_files_read(const char *paths, struct valux_bytes *pem,
                                struct valux_error *warning, struct valux_error *error);

/*
 * The SHA-256 fingerprints of certificates that valux_authority_files_read has read, a line for
 * each. The caller frees the text; NULL for want of memory.
 */
char *valux_authority_fingerprints(const struct valux_bytes *pem);

#endif
