/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_EST_QUESTION_H
#define VALUX_ENROLL_CENTRE_EST_QUESTION_H

#include "centre/centre.h"
#include "centre/http.h"

/* The operations of EST: where they are, and those two that only ask. */

/*
 * Does the exchange at the operation's URL, {address}/.well-known/est/OPERATION; an address that
 * has that path already, perhaps with a label behind it (RFC 7030, section 3.2.2), stays as it is.
 * On false *outcome is CENTRE_NOT_SENT or CENTRE_LOST. The caller frees got->body.
 */
bool est_exchange(struct http_session *session, const struct valux_configuration *configuration,
                  const char *operation, const struct http_request *wanted, struct http_answer *got,
                  enum centre_outcome *outcome, struct valux_error *error);

/*
 * Asks for the CA certificates (cacerts) and takes them apart, while nothing is spent. *line
 * becomes their message in base64, without line breaks; the caller frees it. `login` has the
 * client's certificate, if any. CENTRE_ANSWERED, or CENTRE_BUSY or CENTRE_NOT_SENT; in *answer only
 * retry_after and error are set.
 */
enum centre_outcome est_fetch_authorities(struct http_session *session,
                                          const struct valux_configuration *configuration,
                                          const struct http_request *login, char **line,
                                          struct centre_answer *answer);

/*
 * Asks for the CSR attributes (csrattrs), which are advice: whether they want the request linked to
 * the TLS connection (RFC 7030, section 3.5). False with *error where the question was not
 * answered at all.
 */
bool est_fetch_linking(struct http_session *session,
                       const struct valux_configuration *configuration,
                       const struct http_request *login, bool *linking, struct valux_error *error);

/*
 * The key type that the CSR attributes want: the first that this program makes, else RSA-2048, and
 * *warning where they want others or can't be read. A member of struct centre_profile's signature.
 */
bool est_key_wanted(const struct valux_configuration *configuration, enum valux_key_type *type,
                    struct valux_error *warning, struct valux_error *error);

#endif
