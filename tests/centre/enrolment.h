/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_ENROLMENT_H
#define VALUX_TESTS_CENTRE_ENROLMENT_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "centre.h"
#include "grant.h"
#include "otp.h"
#include "problem.h"

/*
 * What the centre does, apart from the protocol that asks for it: issues certificates for one-time
 * passwords, renews them, and says how they stand. A request has an ID; the same request again gets
 * the same certificate, so that a client whose answer was lost asks once more.
 */

#define DETAIL_SIZE 200

/*
 * Reads a certification request (PKCS#10, RFC 2986) in DER and checks its signature and key type.
 * NULL, and `detail` is set, where it is not accepted.
 */
X509_REQ *enrolment_read_request(const struct centre *centre, const unsigned char *der,
                                 size_t length, char detail[static DETAIL_SIZE]);

/*
 * Issues a certificate for right credentials. On PROBLEM_NONE the caller owns *grant. The request's
 * ID and key are the client's; company and certificate ID become the subject.
 */
enum problem enrolment_new(const struct centre *centre, const char *request_id,
                           const struct credentials *credentials, X509_REQ *request,
                           struct grant **grant, char detail[static DETAIL_SIZE]);

/* Issues a certificate for the client that holds `old`, within the renewal window. */
enum problem enrolment_renew(const struct centre *centre, const char *request_id, X509 *old,
                             X509_REQ *request, struct grant **grant,
                             char detail[static DETAIL_SIZE]);

/* The certificate that a request got. */
enum problem enrolment_fetch(const struct centre *centre, const char *request_id,
                             struct grant **grant);

/* How the presented certificate stands. */
enum problem enrolment_status(const struct centre *centre, X509 *presented, struct grant **grant);

#endif
