/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_OTP_H
#define VALUX_TESTS_CENTRE_OTP_H

#include <stdbool.h>

#include "centre.h"
#include "problem.h"
#include "state.h"

/*
 * One-time passwords: a text file that is read anew for each request, a letter a line, fields
 * parted by blanks, `#` begins a comment:
 *
 *   companyId certificateId oneTimePassword passphrase [expires, RFC 3339]
 *
 * IDs may have more than one line: each letter brings another one-time password.
 */

#define OTP_FILE "one-time-passwords"
#define OTP_TRIES 5 /* so many wrong tries in a row lock the IDs */

#define COMPANY_ID_LENGTH 12
#define CERTIFICATE_ID_LENGTH 8
#define OTP_LENGTH 12
#define PASSPHRASE_MINIMUM 6
#define PASSPHRASE_MAXIMUM 20

/* What a client proves itself with, as the client says it. Nothing is checked yet. */
struct credentials {
    char company_id[COMPANY_ID_LENGTH + 1];
    char certificate_id[CERTIFICATE_ID_LENGTH + 1];
    char otp[OTP_LENGTH + 1];
    char passphrase[PASSPHRASE_MAXIMUM + 1];
    bool without_passphrase; /* the protocol did not carry one: it is not checked */
};

/* Whether each field has the manual's shape; *field names the first that has not. */
bool credentials_are_well_formed(const struct credentials *credentials, const char **field);

/*
 * Checks the credentials. It does not check whether the one-time password has been used. A wrong
 * try is counted, and the count is committed. PROBLEM_NONE: the credentials are right.
 */
enum problem otp_check(const struct centre *centre, struct state *state,
                       const struct credentials *credentials);

/*
 * The newest one-time password of the IDs, from their last line in the file. HTTP Digest
 * authentication has to know it beforehand. Returns PROBLEM_NONE and sets *otp, or says why not.
 */
enum problem otp_newest(const struct centre *centre, const char *company_id,
                        const char *certificate_id, char otp[static OTP_LENGTH + 1]);

/* Counts a wrong try with these IDs and commits. PROBLEM_LOCKED if they are locked already. */
enum problem otp_count_failure(struct state *state, const char *company_id,
                               const char *certificate_id, enum problem problem);

#endif
