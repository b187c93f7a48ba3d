/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_FOREIGN_H
#define VALUX_TESTS_CENTRE_FAULT_FOREIGN_H

#include <gnutls/gnutls.h>

#include "authority.h"

/* An authority that nobody trusts and a server of its, made when a fault first needs them. */

struct fault_foreign;

/* The caller frees it; NULL for want of memory. */
struct fault_foreign *fault_foreign_new(void);
void fault_foreign_free(struct fault_foreign *foreign);

/* The authority, and the TLS identity of localhost by it. NULL: failed. */
const struct authority *fault_foreign_authority(struct fault_foreign *foreign);
gnutls_certificate_credentials_t fault_foreign_credentials(struct fault_foreign *foreign);

#endif
