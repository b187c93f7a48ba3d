/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_TLS_H
#define VALUX_TESTS_CENTRE_FAULT_TLS_H

#include <gnutls/gnutls.h>

#include "centre.h"

/* Faults that strike on a new connection, before its handshake. */

void fault_foreign_ca(struct centre *centre, gnutls_session_t session);
void fault_tls_1_1(struct centre *centre, gnutls_session_t session);
void fault_tls_1_2(struct centre *centre, gnutls_session_t session);

#endif
