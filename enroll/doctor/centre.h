/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_CENTRE_H
#define VALUX_ENROLL_DOCTOR_CENTRE_H

#include "doctor/findings.h"
#include "valux/configuration.h"

/*
 * Looks whether the centre's address and its CA are configured. Without the centre, certificates go
 * on working; the next renewal would fail.
 */
void doctor_examine_centre(struct findings *findings,
                           const struct valux_configuration *configuration);

/*
 * Shows the fingerprints of the centre's CA and which proxy is used, and asks the centre something
 * that needs no secret and spends nothing.
 */
void doctor_examine_connection(struct findings *findings);

#endif
