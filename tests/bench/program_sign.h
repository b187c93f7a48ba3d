/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_PROGRAM_SIGN_H
#define VALUX_TESTS_BENCH_PROGRAM_SIGN_H

#include <stddef.h>

#include "token.h"

/* The two commands of bench-program that sign. `certificates` names `count` files with DER. */

/* bench-program sign: signs as the requests on standard input say. Returns an exit status. */
int program_sign(const struct token_choice *choice, char *const certificates[], size_t count);

/* bench-program first: signs once with the first certificate's key. Returns an exit status. */
int program_first(const struct token_choice *choice, char *const certificates[], size_t count);

#endif
