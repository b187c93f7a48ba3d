/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_CENTRE_H
#define VALUX_TESTS_CENTRE_CENTRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "authority.h"
#include "key_type.h"

/* The running centre: what the command line asked for, and what its parts share. */

struct faults;
struct fault_foreign;

struct centre_options {
    const char *state;        /* the centre's directory */
    const char *otp_file;     /* NULL: `one-time-passwords` in the directory */
    uint16_t port;            /* 0: the kernel chooses */
    bool service_start_given; /* else the certificate's begin */
    bool service_end_given;   /* else 21 days before expiry, or expiry if the life is shorter */
    bool no_service_period;   /* answers do not tell the service period */
    bool tls_linking;         /* EST wants requests linked to TLS (RFC 7030, section 3.5) */
    bool end_with_parent;     /* the centre ends when the process that started it does */
    int64_t not_before;       /* seconds from now */
    int64_t validity;         /* seconds from not_before */
    int64_t service_start;    /* seconds from now */
    int64_t service_end;      /* seconds from now */
    int64_t renewal_window;   /* seconds before service end from which renewals are accepted */
    const struct key_type *key_types[KEY_TYPE_COUNT]; /* in order of preference */
    size_t key_type_count;
};

struct centre {
    struct centre_options options;
    int directory; /* the centre's directory, open */
    struct authority authority;
    struct faults *faults;
    struct fault_foreign *foreign;
};

#define CENTRE_VALIDITY_DAYS 387
#define CENTRE_SERVICE_MARGIN_DAYS 21
#define CENTRE_RENEWAL_WINDOW_DAYS 30

#endif
