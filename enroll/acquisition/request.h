/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_REQUEST_H
#define VALUX_ENROLL_ACQUISITION_REQUEST_H

#include "centre/centre.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/* Makes what the centre is asked, from the journal and the key database. */

/* What a request needs to be linked to the connection that it is sent on (RFC 7030, section 3.5).
 */
struct acquisition_linking {
    struct workspace *workspace;
    const struct journal *journal;
};

/*
 * The request of this journal, without the secrets that an acquisition's has besides. It points to
 * *linking and what that points to, which must stay.
 */
struct centre_request acquisition_request(struct acquisition_linking *linking);

#endif
