/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_POLICY_H
#define VALUX_ENROLL_REGISTRATION_POLICY_H

#include "registration/options.h"

/*
 * `register --policy` and `unregister --policy`: does it and writes a line for each file, or JSON.
 * Returns the exit status.
 */
int registration_policy_run(enum registration_action action,
                            const struct registration_options *options);

#endif
