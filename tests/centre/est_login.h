/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EST_LOGIN_H
#define VALUX_TESTS_CENTRE_EST_LOGIN_H

#include <stdbool.h>

#include "centre.h"
#include "message.h"
#include "otp.h"

/*
 * HTTP authentication of EST clients (RFC 7030, 3.2.3): Basic, or Digest with SHA-256, which is
 * possible with the newest one-time password of the IDs alone. True: company ID, certificate ID and
 * one-time password of *credentials are set, by Basic as the client says them, by Digest proven.
 * False: the reply is set.
 */
bool est_login(const struct centre *centre, const struct request *request,
               struct credentials *credentials, struct reply *reply);

/* A problem; those of IDs and password become 401 and ask for the login again. */
void est_refuse(struct reply *reply, enum problem problem, const char *detail);

#endif
