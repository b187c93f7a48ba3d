/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "findings.h"

/*
 * The steps of `doctor`, from the store to the hosts. They change nothing. What a step needs of an
 * earlier one that was wrong is not looked at.
 */

/*
 * Configuration, store, keys, catalogue, snapshot, unfinished acquisitions, the selection, and how
 * the centre is reached.
 */
void doctor_examine_store(struct findings *findings);

/* The module that belongs to this program, and the signer that it starts. */
void doctor_examine_module(struct findings *findings, const char *module_path);

/* Each host's registration of that module. */
void doctor_examine_hosts(struct findings *findings, const char *module_path);

#endif
