/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_EST_QUESTION_H
#define VALUX_ENROLL_CENTRE_EST_QUESTION_H

#include "centre/centre.h"
#include "centre/http.h"
#include "centre/key_choice.h"

/* The two operations of EST that only ask. */

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
 * The key type that the CSR attributes want: *choice stays as it is where they want none, and
 * *warning is set where they want others or can't be read. A member of struct centre_profile's
 * signature.
 */
bool est_key_wanted(const struct valux_configuration *configuration, struct key_choice *choice,
                    struct valux_error *warning, struct valux_error *error);

#endif
