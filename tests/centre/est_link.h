/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EST_LINK_H
#define VALUX_TESTS_CENTRE_EST_LINK_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "centre.h"
#include "message.h"

/*
 * With --tls-linking, checks that the request's challengePassword is the TLS connection's channel
 * binding in base64 (RFC 7030, section 3.5): tls-unique, or tls-exporter (RFC 9266) with TLS 1.3.
 * False, and the reply is a 401 in plain text, where it is not.
 */
bool est_link_check(const struct centre *centre, const struct request *request,
                    const X509_REQ *certification, struct reply *reply);

#endif
