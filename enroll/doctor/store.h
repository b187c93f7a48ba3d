/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_STORE_H
#define VALUX_ENROLL_DOCTOR_STORE_H

#include "doctor/findings.h"

/*
 * The first steps of `doctor`: configuration, store, keys, catalogue, snapshot, unfinished
 * acquisitions, the selected certificate and the way to the centre. Adds what it finds to *findings
 * and changes nothing. A step is left out where an earlier one that it builds on was wrong.
 */
void doctor_examine_store(struct findings *findings);

#endif
