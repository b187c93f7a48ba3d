/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_SECRETS_H
#define VALUX_ENROLL_CENTRE_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/bytes.h"

/*
 * The texts of a request that must not stay in memory once it has been sent: the centre may take a
 * minute to answer.
 */

#define CENTRE_SECRETS_MAX 3

struct centre_secrets {
    struct valux_bytes texts[CENTRE_SECRETS_MAX]; /* the memory is the caller's */
    size_t count;
};

#endif
