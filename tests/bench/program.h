/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_PROGRAM_H
#define VALUX_TESTS_BENCH_PROGRAM_H

#include <stdint.h>

/*
 * bench-program: a fresh process that uses one token as a program does and is told by the driver
 * what to do. It links nothing but libc, so that what it measures is the module's.
 *
 *   bench-program list TOKEN WARM               lists the token once, and WARM times more
 *   bench-program sign TOKEN CERTIFICATE...     signs as the requests on standard input say
 *   bench-program first TOKEN CERTIFICATE...    signs once with the first one, and ends
 *
 * TOKEN is four arguments: module, init, label, pin, each "" for none. CERTIFICATE is a file with
 * DER. Answers go to standard output. Signatures go to the file that is descriptor 3, mapped.
 */

#define PROGRAM_RECORDS_DESCRIPTOR 3
#define PROGRAM_RECORDS_MAX 32768
#define PROGRAM_THREADS_MAX 64
#define PROGRAM_CERTIFICATES_MAX 16

/* The answer of `list`. Times are in nanoseconds. */
struct program_listing {
    uint64_t load;       /* dlopen(3) and C_GetFunctionList */
    uint64_t initialize; /* C_Initialize to C_Login */
    uint64_t list;       /* all attributes of all objects, the first time */
    uint64_t warm;       /* the median of the further times */
    uint64_t objects;
    uint64_t bytes;    /* of all attribute values */
    int64_t anonymous; /* kB that the process grew by from before dlopen(3) to after the listing */
};

struct program_request {
    uint32_t certificate; /* which of the arguments, from 0 on */
    uint32_t threads;
    uint32_t milliseconds;
};

struct program_answer {
    uint64_t signatures;
    uint64_t nanoseconds;
    int64_t anonymous;     /* kB, as in struct program_listing */
    uint64_t device_error; /* of `first`: what C_GetSessionInfo says afterwards */
};

struct program_record {
    uint64_t nanoseconds; /* C_SignInit and C_Sign */
    uint32_t data_length;
    uint32_t signature_length;
    uint8_t data[64];
    uint8_t signature[512];
};

#endif
