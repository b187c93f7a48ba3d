/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_PROGRAM_LIST_H
#define VALUX_TESTS_BENCH_PROGRAM_LIST_H

#include "token.h"

/* bench-program list: lists the token once, and `warm` times more. Returns an exit status. */
int program_list(const struct token_choice *choice, unsigned warm);

#endif
