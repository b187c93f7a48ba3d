/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_TPM_H
#define VALUX_ENROLL_DOCTOR_TPM_H

#include "doctor/findings.h"
#include "workspace/workspace.h"

/*
 * Examines whether the TPM opens the keys that are in it, and can be opened where new keys are to
 * be made in it. The workspace's database is open. Nothing is found where no TPM is used.
 */
void doctor_examine_tpm(struct findings *findings, struct workspace *workspace);

#endif
