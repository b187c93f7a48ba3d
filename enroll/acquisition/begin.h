/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_BEGIN_H
#define VALUX_ENROLL_ACQUISITION_BEGIN_H

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/input.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * The begin of an acquisition or renewal: its key and its journal. One that has been begun before
 * and has not ended is taken up again, with the same key and the same request: two requests for
 * one certificate could spend two one-time passwords.
 */

/*
 * Makes key, request and journal, which is "prepared" then, or takes up the journal of an
 * acquisition with these IDs. The caller frees *journal. On false nothing new is left behind.
 */
bool acquisition_begin_new(struct workspace *workspace, const struct acquisition_input *input,
                           struct journal *journal, struct valux_error *error);

/* Likewise for a renewal of the entry. */
bool acquisition_begin_renewal(struct workspace *workspace,
                               const struct valux_catalogue_entry *entry, struct journal *journal,
                               struct valux_error *error);

#endif
