/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_EST_ADDRESS_H
#define VALUX_ENROLL_CENTRE_EST_ADDRESS_H

#include "centre/centre.h"
#include "centre/http.h"

/* Where EST's operations are. */

/*
 * Does the exchange at the operation's URL, {address}/.well-known/est/OPERATION; an address that
 * has that path already, perhaps with a label behind it (RFC 7030, section 3.2.2), stays as it is.
 * On false *outcome is CENTRE_NOT_SENT or CENTRE_LOST. The caller frees got->body.
 */
bool est_exchange(struct http_session *session, const struct valux_configuration *configuration,
                  const char *operation, const struct http_request *wanted, struct http_answer *got,
                  enum centre_outcome *outcome, struct valux_error *error);

#endif
