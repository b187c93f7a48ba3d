/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_AGENT_H
#define VALUX_ENROLL_DOCTOR_AGENT_H

#include "doctor/findings.h"

/*
 * Adds by which way programs have their signer, and why. `way` is the one that the module has just
 * taken (valux/signer_way.h); nothing is added where it is 0.
 */
void doctor_examine_agent(struct findings *findings, unsigned long way);

#endif
