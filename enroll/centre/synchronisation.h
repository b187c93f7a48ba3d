/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_SYNCHRONISATION_H
#define VALUX_ENROLL_CENTRE_SYNCHRONISATION_H

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/workspace.h"

/*
 * Asks the centre about every certificate that it can still say something of (not superseded, not
 * past its expiry), and saves what has changed: revoked and suspended ones are hidden at once, a
 * lifted suspension shows the certificate again. `workspace` is open for writing. One that fails
 * does not keep the others from being asked; *error is then the last failure's.
 */
bool centre_synchronise(struct workspace *workspace, struct valux_error *error);

#endif
