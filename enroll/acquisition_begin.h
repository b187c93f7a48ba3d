/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef ACQUISITION_BEGIN_H
#define ACQUISITION_BEGIN_H

#include <stdbool.h>

#include "input.h"
#include "journal.h"
#include "session.h"
#include "valux/error.h"

/*
 * The begin of an acquisition or renewal: its key and its journal. One that has been begun before
 * and has not ended is taken up again, with the same key and the same request: two requests for
 * one certificate could spend two one-time passwords.
 */

/*
 * Makes key, request and journal, which is "prepared" then, or takes up the journal of an
 * acquisition with these IDs. The caller frees *journal. On false nothing new is left behind.
 */
bool acquisition_begin_new(struct session *session, const struct acquisition_input *input,
                           struct journal *journal, struct valux_error *error);

/* Likewise for a renewal of the entry. */
bool acquisition_begin_renewal(struct session *session, const struct valux_catalogue_entry *entry,
                               struct journal *journal, struct valux_error *error);

/*
 * Removes the journal and its key, and what is left over of others. What can't be removed now is
 * an orphan, which the next acquisition removes.
 */
void acquisition_discard(struct session *session, const struct journal *journal);

/* Adds to the message that nothing has been spent by what went wrong. */
void acquisition_tell_unspent(const struct journal *journal, struct valux_error *error);

#endif
