/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_ACQUIRE_H
#define VALUX_ENROLL_ACQUISITION_ACQUIRE_H

#include <stdbool.h>

#include "acquisition/acquisition.h"
#include "valux/error.h"
#include "workspace/field_rules.h"
#include "workspace/workspace.h"

/*
 * Acquires a certificate with input that input_check_all has passed, and overwrites its secrets:
 * they are nowhere in memory while the centre is waited for. An acquisition with the same
 * IDs that has not ended is taken up again. If the centre asks to wait, it waits for `wait_seconds`
 * at most. The workspace is open for writing. On true the entry is in the catalogue, and the caller
 * goes on with acquisition_end. On false, key and journal are still there if the error is
 * VALUX_ERROR_PENDING, or if it is VALUX_ERROR_ANSWER because the centre's answer can't be used:
 * what became of the one-time password is not certain, and the message says how to go on. After any
 * other error the one-time password has not been used, or the centre has refused the request;
 * nothing is left behind.
 */
bool acquisition_acquire(struct workspace *workspace, struct acquisition_input *input,
                         unsigned wait_seconds, struct acquisition *acquisition,
                         struct valux_error *error);

#endif
