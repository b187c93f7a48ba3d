/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_STORE_ISSUED_H
#define VALUX_ENROLL_ACQUISITION_STORE_ISSUED_H

#include <stdbool.h>

#include "acquisition/acquisition.h"
#include "valux/error.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * Checks the centre's answer in the journal, imports the certificate and its chain into the key
 * database, and adds the entry to the catalogue. It may be repeated after a kill at any point.
 * False with VALUX_ERROR_ANSWER where the answer can't be used; nothing is stored then.
 */
bool acquisition_store(struct workspace *workspace, const struct journal *journal,
                       struct acquisition *acquisition, struct valux_error *error);

#endif
