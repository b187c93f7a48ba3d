/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_POLICY_H
#define VALUX_ENROLL_REGISTRATION_POLICY_H

#include "registration/options.h"

/*
 * Registers the module for all users of the machine, or takes that back, by the programs' policies:
 * `register --policy` and `unregister --policy`. Writes a line for each file to standard output, or
 * one JSON object for all. Returns the exit status: 0, or that of the first failure.
 */
int registration_policy_run(enum registration_action action,
                            const struct registration_options *options);

#endif
