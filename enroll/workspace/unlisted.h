/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_UNLISTED_H
#define VALUX_ENROLL_WORKSPACE_UNLISTED_H

#include <stdbool.h>
#include <stddef.h>

#include "workspace/workspace.h"

/* Certificates that are in the key database alone: the catalogue was lost, and `repair` helps. */

/*
 * Counts them; those of acquisitions that have not ended do not count, where their journals can be
 * read. Opens the key database for
 * reading if it is not open; the caller's workspace_close closes it.
 */
bool unlisted_count(struct workspace *workspace, size_t *count, struct valux_error *error);

/*
 * What to say where the catalogue is empty: that there is no certificate yet, or that `repair`
 * brings some back. Static.
 */
const char *unlisted_advice(struct workspace *workspace);

/*
 * True unless the catalogue is empty and there are such certificates, which is VALUX_ERROR_STORE
 * with the advice, or the key database can't tell.
 */
bool unlisted_check(struct workspace *workspace, struct valux_error *error);

#endif
