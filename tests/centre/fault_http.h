/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_HTTP_H
#define VALUX_TESTS_CENTRE_FAULT_HTTP_H

#include "message.h"

/* Faults that strike in place of an answer: nothing is issued. */
void fault_drop_before(const struct request *request, struct reply *reply);
void fault_stall(const struct request *request, struct reply *reply);
void fault_late(const struct request *request, struct reply *reply);
void fault_busy_429(const struct request *request, struct reply *reply);
void fault_busy_503(const struct request *request, struct reply *reply);
void fault_error_500(const struct request *request, struct reply *reply);
void fault_redirect(const struct request *request, struct reply *reply);

/* Faults that change a written answer, after the certificate was issued. */
void fault_drop_after(const struct request *request, struct reply *reply);
void fault_truncate(const struct request *request, struct reply *reply);
void fault_pending(const struct request *request, struct reply *reply);
void fault_content_type(const struct request *request, struct reply *reply);
void fault_huge_body(const struct request *request, struct reply *reply);
void fault_bad_json(const struct request *request, struct reply *reply);
void fault_deep_json(const struct request *request, struct reply *reply);

#endif
