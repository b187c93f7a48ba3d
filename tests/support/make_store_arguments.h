/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_SUPPORT_MAKE_STORE_ARGUMENTS_H
#define VALUX_TESTS_SUPPORT_MAKE_STORE_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The command line of make-store, the program that makes stores for tests. */

#define CHANGES_MAX 64

struct arguments {
    size_t count;
    const char *nickname;
    const char *key_types;
    const char *key_usage;
    const char *tpm;
    bool without_keys;
    int64_t not_before; /* seconds from now */
    int64_t not_after;
    const char *authority;
    const char *certificates;
    const char *private_keys;
    const char *exposure;
    const char *select;
    int signer_idle_seconds;
    const char *changes[CHANGES_MAX];
    size_t change_count;
    const char *removals[CHANGES_MAX];
    size_t removal_count;
};

/* Reads the command line; says on standard error how it is used where that fails. */
bool make_store_arguments(int argc, char **argv, struct arguments *arguments);

/* Reads a whole number. */
bool make_store_number(const char *text, int64_t *number);

#endif
