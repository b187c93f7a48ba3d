/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_BEGIN_H
#define VALUX_ENROLL_ACQUISITION_BEGIN_H

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/field_rules.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * Begins an acquisition or a renewal: makes its key, its request and its journal. One that was
 * begun before and has not ended is taken up again, with the same key and the same request. Two
 * requests for one certificate could spend two one-time passwords.
 */

/*
 * Makes a key, a request and a journal in the state "prepared", or takes up the journal of an
 * acquisition with these IDs. The workspace is open for writing. The caller frees *journal, after a
 * failure too. On false nothing new is left behind.
 */
bool acquisition_begin_new(struct workspace *workspace, const struct acquisition_input *input,
                           struct journal *journal, struct valux_error *error);

/* Begins a renewal of the entry, or takes up the one that has not ended, in the same way. */
bool acquisition_begin_renewal(struct workspace *workspace,
                               const struct valux_catalogue_entry *entry, struct journal *journal,
                               struct valux_error *error);

#endif
