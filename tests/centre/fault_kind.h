/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_KIND_H
#define VALUX_TESTS_CENTRE_FAULT_KIND_H

#include <gnutls/gnutls.h>

#include "authority.h"
#include "centre.h"
#include "message.h"

/* The faults themselves, each a small function, in files by what they touch. */

/* fault_tls.c: on a new connection. */
void fault_foreign_ca(struct centre *centre, gnutls_session_t session);
void fault_tls_1_1(struct centre *centre, gnutls_session_t session);

/* fault_http.c: in place of an answer. */
void fault_drop_before(const struct request *request, struct reply *reply);
void fault_stall(const struct request *request, struct reply *reply);
void fault_late(const struct request *request, struct reply *reply);
void fault_busy_429(const struct request *request, struct reply *reply);
void fault_busy_503(const struct request *request, struct reply *reply);
void fault_error_500(const struct request *request, struct reply *reply);
void fault_redirect(const struct request *request, struct reply *reply);

/* fault_http.c: on a written answer. */
void fault_drop_after(const struct request *request, struct reply *reply);
void fault_truncate(const struct request *request, struct reply *reply);
void fault_pending(const struct request *request, struct reply *reply);
void fault_content_type(const struct request *request, struct reply *reply);
void fault_huge_body(const struct request *request, struct reply *reply);
void fault_bad_json(const struct request *request, struct reply *reply);
void fault_deep_json(const struct request *request, struct reply *reply);

/* fault_grant.c: on a certificate that is about to be answered. */
void fault_wrong_key(struct centre *centre, struct grant *grant);
void fault_wrong_chain(struct centre *centre, struct grant *grant);
void fault_already_expired(struct centre *centre, struct grant *grant);
void fault_absurd_service_period(struct centre *centre, struct grant *grant);
void fault_same_serial(struct centre *centre, struct grant *grant);
void fault_other_request(struct centre *centre, struct grant *grant);

/* fault_path.c: on a certificate that is about to be answered, and on what comes with it. */
void fault_leaf_in_chain(struct centre *centre, struct grant *grant);
void fault_chain_twice(struct centre *centre, struct grant *grant);
void fault_unneeded_certificates(struct centre *centre, struct grant *grant);
void fault_ed25519_ca(struct centre *centre, struct grant *grant);
void fault_ed448_ca(struct centre *centre, struct grant *grant);
void fault_rsa_pss_ca(struct centre *centre, struct grant *grant);
void fault_rollover(struct centre *centre, struct grant *grant);
void fault_md5_signed(struct centre *centre, struct grant *grant);
void fault_long_serial(struct centre *centre, struct grant *grant);
void fault_two_names(struct centre *centre, struct grant *grant);
void fault_no_name(struct centre *centre, struct grant *grant);

#endif
