/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_RESUME_H
#define VALUX_ENROLL_ACQUISITION_RESUME_H

#include <stdbool.h>

#include "acquisition/acquisition.h"
#include "valux/error.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * Goes on with a journal as far as possible without the one-time password and the passphrase.
 * Waits, returns and fails as acquisition_acquire does.
 */
bool acquisition_resume(struct workspace *workspace, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error);

#endif
