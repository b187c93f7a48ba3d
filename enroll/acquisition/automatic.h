/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_AUTOMATIC_H
#define VALUX_ENROLL_ACQUISITION_AUTOMATIC_H

#include <stdbool.h>
#include <stdint.h>

#include "acquisition/options.h"
#include "valux/error.h"

/*
 * Renews each certificate for which a try is due now, and brings renewals to their end that were
 * interrupted. Nobody need be there; the person is told on the desktop what was done, once. Each
 * try is noted in the store before it begins. A try that fails does not keep back the others.
 * Acquisitions are left alone, since they need a one-time password.
 *
 * `secret` is the seal's (VALUX_SEAL_SECRET_SIZE bytes) where the keys are under a PIN that was
 * given, or NULL. Without it nothing is tried in such a store; the person is told once that it
 * waits for the PIN.
 *
 * Does nothing, and takes no lock, unless the configuration has renewal.automatic and something is
 * due. Unless `quiet`, it writes what it did to standard output. False with the last failure in
 * *error; earlier ones are told on standard error. VALUX_ERROR_BUSY if another valux-enroll works
 * on the store.
 */
bool acquisition_automatic(const struct acquisition_options *options, const uint8_t *secret,
                           bool quiet, struct valux_error *error);

#endif
