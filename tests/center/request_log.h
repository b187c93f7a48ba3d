/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef CENTER_REQUEST_LOG_H
#define CENTER_REQUEST_LOG_H

#include "center.h"
#include "message.h"

/* The file `log` in the centre's directory: a line for each request, never a secret. */

#define REQUEST_LOG_FILE "log"

/* Adds "time method path status [ending]". */
void request_log(const struct center *center, const struct request *request,
                 const struct reply *reply);

#endif
