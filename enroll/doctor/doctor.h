/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_DOCTOR_H
#define VALUX_ENROLL_DOCTOR_DOCTOR_H

#include "doctor/findings.h"

/*
 * The steps of `doctor`, from the store to the programs. They change nothing. What a step needs of
 * an earlier one that was wrong is not looked at.
 */

/*
 * Configuration, store, keys, catalogue, snapshot, unfinished acquisitions, the selection, and how
 * the centre is reached.
 */
void doctor_examine_store(struct findings *findings);

/* The module that belongs to this program, and the signer that it starts. */
void doctor_examine_module(struct findings *findings, const char *module_path);

/* Each program's registration of that module. */
void doctor_examine_programs(struct findings *findings, const char *module_path);

#endif
