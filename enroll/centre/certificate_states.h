/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_CERTIFICATE_STATES_H
#define VALUX_ENROLL_CENTRE_CERTIFICATE_STATES_H

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/workspace.h"

/*
 * Asks the centre about every certificate that is neither superseded nor past its expiry, and saves
 * what has changed. Programs no longer see a certificate that has been revoked or suspended, and
 * see one again whose suspension was lifted. The workspace is open for writing. If asking about one
 * certificate fails, the others are asked about all the same. False with the last failure in
 * *error.
 */
bool centre_synchronise(struct workspace *workspace, struct valux_error *error);

#endif
