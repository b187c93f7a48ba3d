/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EST_LOGIN_H
#define VALUX_TESTS_CENTRE_EST_LOGIN_H

#include <stdbool.h>

#include "centre.h"
#include "message.h"
#include "otp.h"

/*
 * Authenticates an EST client by HTTP (RFC 7030, 3.2.3): by Basic, or by Digest with SHA-256.
 * Digest works with the newest one-time password of the IDs only. Returns true and sets company ID,
 * certificate ID and one-time password of *credentials. After Basic they are what the client says,
 * not yet checked; after Digest the password has been proven. Returns false and sets the reply
 * where the client is not authenticated.
 */
bool est_login(const struct centre *centre, const struct request *request,
               struct credentials *credentials, struct reply *reply);

/* Sets a problem as the reply. A problem with IDs or password becomes 401, which asks to log in
 * again. */
void est_refuse(struct reply *reply, enum problem problem, const char *detail);

#endif
