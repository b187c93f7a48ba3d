/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_REQUEST_LOG_H
#define VALUX_TESTS_CENTRE_REQUEST_LOG_H

#include "centre.h"
#include "message.h"

/* The file `log` in the centre's directory: a line for each request, never a secret. */

#define REQUEST_LOG_FILE "log"

/* Adds "time method path status [ending]". */
void request_log(const struct centre *centre, const struct request *request,
                 const struct reply *reply);

#endif
