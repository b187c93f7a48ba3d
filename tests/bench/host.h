/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef HOST_H
#define HOST_H

#include <stdint.h>

#include "token.h"

/*
 * bench-host: a fresh process that uses one token as a host does and is told by the driver what
 * to do. It links nothing but libc, so that what it measures is the module's.
 *
 *   bench-host list TOKEN WARM               lists the token once, and WARM times more
 *   bench-host sign TOKEN CERTIFICATE...     signs as the requests on standard input say
 *   bench-host first TOKEN CERTIFICATE...    signs once with the first one, and ends
 *
 * TOKEN is four arguments: module, init, label, pin, each "" for none. CERTIFICATE is a file with
 * DER. Answers go to standard output. Signatures go to the file that is descriptor 3, mapped.
 */

#define HOST_RECORDS_DESCRIPTOR 3
#define HOST_RECORDS_MAX 32768
#define HOST_THREADS_MAX 64
#define HOST_CERTIFICATES_MAX 16

/* The answer of `list`. Times are in nanoseconds. */
struct host_listing {
    uint64_t load;       /* dlopen(3) and C_GetFunctionList */
    uint64_t initialize; /* C_Initialize to C_Login */
    uint64_t list;       /* all attributes of all objects, the first time */
    uint64_t warm;       /* the median of the further times */
    uint64_t objects;
    uint64_t bytes;    /* of all attribute values */
    int64_t anonymous; /* kB that the process grew by from before dlopen(3) to after the listing */
};

struct host_request {
    uint32_t certificate; /* which of the arguments, from 0 on */
    uint32_t threads;
    uint32_t milliseconds;
};

struct host_answer {
    uint64_t signatures;
    uint64_t nanoseconds;
    int64_t anonymous; /* kB, as in struct host_listing */
};

struct host_record {
    uint64_t nanoseconds; /* C_SignInit and C_Sign */
    uint32_t data_length;
    uint32_t signature_length;
    uint8_t data[64];
    uint8_t signature[512];
};

uint64_t host_clock(void); /* nanoseconds of the monotonic clock */

int host_list(const struct token_choice *choice, unsigned warm);
int host_sign(const struct token_choice *choice, char *const certificates[], size_t count);
int host_first(const struct token_choice *choice, char *const certificates[], size_t count);

#endif
