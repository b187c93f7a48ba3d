/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_UNIT_STORE_FIXTURE_H
#define VALUX_TESTS_UNIT_STORE_FIXTURE_H

#include <stdint.h>

#include "valux/bytes.h"
#include "valux/paths.h"

/* A throw-away store, and a certificate authority for the certificates in it. */

/* Makes a directory of its own and points VALUX_HOME into it. cmocka's set-up signature. */
int store_fixture_setup(void **state);
int store_fixture_teardown(void **state);

/* The directory: the store is its subdirectory "store". */
const char *store_fixture_directory(void);

/*
 * Issues a certificate (DER) of the fixture's authority for the public key of a PKCS#10 request;
 * times are seconds from now. Fails the test where it can't.
 */
struct valux_bytes store_fixture_issue(const struct valux_bytes *request, int64_t not_before,
                                       int64_t not_after);

/* The authority's own certificate, DER. */
struct valux_bytes store_fixture_authority(void);

/* Writes the authority's certificate as PEM and returns the file's path. */
const char *store_fixture_authority_file(void);

#endif
