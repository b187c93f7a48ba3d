/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_RESTORABLE_H
#define VALUX_ENROLL_WORKSPACE_RESTORABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "workspace/workspace.h"

/*
 * Restorable certificates: the key database has them, but the catalogue does not know them, for
 * instance because the catalogue was lost. `valux-enroll repair` brings them back. They are no
 * left-overs and are never removed.
 */

/*
 * Counts the restorable certificates in *count. A certificate whose acquisition has not ended yet
 * does not count, if that acquisition's journal can be read. Opens the key database for reading if
 * it is not open; workspace_close closes it. False with *error set where the key database or the
 * journals can't be read.
 */
bool restorable_count(struct workspace *workspace, size_t *count, struct valux_error *error);

/*
 * What to tell the person when the catalogue is empty, in their language: that there is no
 * certificate yet, or that `repair` brings some back. Static.
 */
const char *restorable_advice(struct workspace *workspace);

/* Likewise, where the restorable certificates have been counted. */
const char *restorable_advice_on(size_t count);

/*
 * Checks that an empty catalogue really means that there is no certificate. False with *error set
 * where the catalogue is empty but there are restorable certificates (VALUX_ERROR_STORE, with the
 * advice), or where the key database can't be read.
 */
bool restorable_check(struct workspace *workspace, struct valux_error *error);

#endif
