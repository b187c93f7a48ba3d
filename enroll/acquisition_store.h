/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef ACQUISITION_STORE_H
#define ACQUISITION_STORE_H

#include <stdbool.h>

#include "acquisition.h"
#include "journal.h"
#include "session.h"
#include "valux/error.h"

/*
 * From the centre's answer in the journal to the entry in the catalogue: checks the answer, puts
 * certificate and chain into the key database and the entry into the catalogue. May be repeated
 * after a kill at any point. VALUX_ERROR_ANSWER where the answer can't be used; nothing is stored
 * then.
 */
bool acquisition_store(struct session *session, const struct journal *journal,
                       struct acquisition *acquisition, struct valux_error *error);

#endif
