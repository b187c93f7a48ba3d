/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_PATH_H
#define VALUX_TESTS_CENTRE_FAULT_PATH_H

#include "centre.h"
#include "grant.h"

/* Faults that change a certificate which is about to be answered, or what comes with it. */

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
