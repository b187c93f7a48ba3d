/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_GRANT_H
#define VALUX_TESTS_CENTRE_FAULT_GRANT_H

#include "centre.h"
#include "grant.h"

/* Faults that change a certificate which is about to be answered. */

void fault_wrong_key(struct centre *centre, struct grant *grant);
void fault_wrong_chain(struct centre *centre, struct grant *grant);
void fault_already_expired(struct centre *centre, struct grant *grant);
void fault_absurd_service_period(struct centre *centre, struct grant *grant);
void fault_same_serial(struct centre *centre, struct grant *grant);
void fault_other_request(struct centre *centre, struct grant *grant);

#endif
