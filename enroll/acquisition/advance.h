/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_ADVANCE_H
#define VALUX_ENROLL_ACQUISITION_ADVANCE_H

#include <stdbool.h>

#include "acquisition/acquisition.h"
#include "acquisition/secrets.h"
#include "centre/centre.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * Goes on from the state of the journal to the entry in the catalogue: steps 2 to 4 of
 * acquisition.h. `request` is what can be sent, or NULL if the centre can only be asked. `secrets`
 * is what an acquisition's request needs besides, or NULL. `client` is the old certificate of a
 * renewal, or NULL. Waits, returns and fails as acquisition_acquire does.
 */
bool acquisition_advance(struct workspace *workspace, struct journal *journal,
                         const struct centre_request *request,
                         const struct acquisition_secrets *secrets,
                         const struct centre_client *client, unsigned wait_seconds,
                         struct acquisition *acquisition, struct valux_error *error);

#endif
