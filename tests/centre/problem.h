/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_PROBLEM_H
#define VALUX_TESTS_CENTRE_PROBLEM_H

/*
 * What the centre says no with: an HTTP status, and a problem document (RFC 9457) whose member
 * `code` tells clients the reason. Those without a code are mistakes in the use of HTTP, which a
 * correct client never makes.
 */

enum problem {
    PROBLEM_NONE,
    PROBLEM_OTP_INVALID,
    PROBLEM_OTP_EXPIRED,
    PROBLEM_OTP_USED,
    PROBLEM_PASSPHRASE_INVALID,
    PROBLEM_ID_UNKNOWN,
    PROBLEM_LOCKED,
    PROBLEM_CSR_REJECTED,
    PROBLEM_NOT_RENEWABLE,
    PROBLEM_MAINTENANCE,
    PROBLEM_RATE_LIMITED,
    PROBLEM_REQUEST,
    PROBLEM_LOGIN_REQUIRED,
    PROBLEM_CERTIFICATE_REQUIRED,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD,
    PROBLEM_LENGTH_REQUIRED,
    PROBLEM_TOO_LARGE,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_INTERNAL,
};

/* The HTTP status that the problem has by itself. */
unsigned problem_status(enum problem problem);

/*
 * The document for an answer with that HTTP status, as JSON text that the caller frees; NULL: no
 * memory. `detail` may be NULL.
 */
char *problem_document(enum problem problem, unsigned status, const char *detail);

#endif
