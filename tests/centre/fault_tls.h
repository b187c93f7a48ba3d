/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_TLS_H
#define VALUX_TESTS_CENTRE_FAULT_TLS_H

#include <gnutls/gnutls.h>
#include <openssl/pem.h>

#include "authority.h"

/* The TLS identity of a server that is not the centre. */

struct faults;

/* A certificate for localhost by that authority; NULL: failed. */
gnutls_certificate_credentials_t fault_make_credentials(const struct authority *authority);

/* The one by fault_foreign_authority, kept as long as the faults are; NULL: failed. */
gnutls_certificate_credentials_t fault_foreign_credentials(struct faults *faults);

#endif
