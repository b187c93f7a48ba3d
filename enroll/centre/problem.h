/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_PROBLEM_H
#define VALUX_ENROLL_CENTRE_PROBLEM_H

#include "centre/centre.h"
#include "centre/http.h"

/* Problem documents (RFC 9457) and statuses: what an answer that is no success means. */

/*
 * Classifies an answer whose status is not 2xx and sets *error, in the person's language, with
 * what to do next. A problem document with a code that this program knows, a redirection or a
 * client error says that this exchange has issued nothing: CENTRE_REFUSED or CENTRE_BUSY. Any
 * other failure, a gateway's 502, 503 or 504 among them, leaves that open: CENTRE_LOST.
 */
enum centre_outcome centre_problem(const struct http_answer *answer, struct valux_error *error);

/*
 * Adds to the error's message what the centre itself says: plain text, or a problem's title and
 * detail, without characters that control a terminal. Nothing else in the error changes.
 */
void centre_problem_add_reason(const struct http_answer *answer, struct valux_error *error);

#endif
