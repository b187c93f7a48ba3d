/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_PROGRAMS_H
#define VALUX_ENROLL_DOCTOR_PROGRAMS_H

#include "doctor/findings.h"

/*
 * The last steps of `doctor`: whether each of the user's programs has the module at `module_path`
 * registered and loads it, and which running programs still have an older file of it. Adds what it
 * finds to *findings and changes nothing.
 */
void doctor_examine_programs(struct findings *findings, const char *module_path);

#endif
