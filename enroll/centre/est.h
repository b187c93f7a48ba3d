/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_EST_H
#define VALUX_ENROLL_CENTRE_EST_H

#include "centre/profile.h"

/* The profile est: Enrollment over Secure Transport (RFC 7030). */
extern const struct centre_profile centre_est;

#endif
