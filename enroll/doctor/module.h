/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_MODULE_H
#define VALUX_ENROLL_DOCTOR_MODULE_H

#include "doctor/findings.h"

/*
 * The steps of `doctor` that try the module at `module_path`: it loads, shows its token, and its
 * signer signs. Adds what it finds to *findings and changes nothing.
 */
void doctor_examine_module(struct findings *findings, const char *module_path);

#endif
