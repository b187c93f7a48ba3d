/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_ABANDON_H
#define VALUX_ENROLL_ACQUISITION_ABANDON_H

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/* How an acquisition or a renewal ends without a certificate. */

/*
 * Gives it up: removes its key, unless a certificate in the catalogue uses that key, and its
 * journal. If the centre has issued a certificate for the request, that certificate is lost. The
 * workspace is open for writing. False with *error set where key or journal can't be removed.
 */
bool acquisition_abandon(struct workspace *workspace, const struct journal *journal,
                         struct valux_error *error);

/*
 * Does the same after a failure that is already being reported, so it reports none of its own. What
 * can't be removed now is a left-over, which the next acquisition removes.
 */
void acquisition_discard(struct workspace *workspace, const struct journal *journal);

/*
 * Adds a sentence to the message in *error: the one-time password has not been used or, for a
 * renewal, the certificate is as it was.
 */
void acquisition_tell_unspent(const struct journal *journal, struct valux_error *error);

#endif
