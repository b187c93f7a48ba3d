/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef CENTRE_PROBLEM_H
#define CENTRE_PROBLEM_H

#include "centre.h"
#include "http.h"

/* Problem documents (RFC 9457) and statuses: what an answer that is no success means. */

/*
 * Classifies an answer whose status is not 2xx and sets *error, in the person's language, with
 * what to do next. Only a problem document with a code that this program knows counts as a
 * refusal; anything else leaves open what became of the request.
 */
enum centre_outcome centre_problem(const struct http_answer *answer, struct valux_error *error);

#endif
