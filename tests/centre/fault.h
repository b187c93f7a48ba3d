/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_H
#define VALUX_TESTS_CENTRE_FAULT_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "centre.h"
#include "message.h"
#include "route.h"

/*
 * The centre's faults by name. Armed faults stand in the file `faults` of the centre's directory, a
 * line each; the file is looked at before each connection and each request, so that faults change
 * while the centre runs. The honest code knows nothing of them but the calls below, in the order of
 * a request's life.
 *
 *   NAME[:COUNT][@ROUTE]
 *
 * COUNT: so many times, then no more; without it always. ROUTE: one of route.c's names; without it
 * the routes that answer with a certificate. Blank lines and those that begin with `#` do not
 * count.
 */

#define FAULT_FILE "faults"

/* Nothing armed. The caller frees it with faults_free. NULL: no memory. */
struct faults *faults_new(void);
void faults_free(struct faults *faults);

/* A new connection, before its handshake. */
void faults_connection(struct centre *centre, gnutls_session_t session);

/* Whether the fault `late` is armed still, so that what it holds back has to wait on. */
bool faults_hold_back(struct centre *centre);

/* A request before the honest code sees it. True: the reply is set, and the request is done. */
bool faults_before(struct centre *centre, const struct route *route, const struct request *request,
                   struct reply *reply);

/* A certificate that is about to be answered. */
void faults_grant(struct centre *centre, const struct route *route, const struct request *request,
                  struct reply *reply);

/* A written reply. */
void faults_reply(struct centre *centre, const struct route *route, const struct request *request,
                  struct reply *reply);

#endif
