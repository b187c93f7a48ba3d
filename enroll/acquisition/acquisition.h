/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_ACQUISITION_H
#define VALUX_ENROLL_ACQUISITION_ACQUISITION_H

#include <stdbool.h>

#include "valux/key_id.h"
#include "workspace/journal.h"

/*
 * How a certificate is acquired or renewed, from the key to the entry in the catalogue. It survives
 * a kill at any point: its journal says how far it has come, and acquisition_resume goes on from
 * there. The steps are:
 *
 *   1. make the key and write the journal, state "prepared"
 *   2. write the journal, state "sending", and send the request
 *   3. write the journal, state "answered", with the centre's answer
 *   4. check the answer, import the certificate, add it to the catalogue
 *   5. register the module with the user's programs and remove the journal: acquisition_end
 *
 * A one-time password works once. So the key and the journal are removed only when it is certain
 * that the centre has issued nothing for the request and will not do so. Otherwise they stay, and
 * the same request is sent again later. The centre gives it the same answer, so no second one-time
 * password is needed. For a renewal, acquisition_resume sends the request again. For an acquisition
 * it can't, since the secrets are not kept: if the centre does not know the request, or can't be
 * asked (EST), acquisition_acquire with the same IDs sends it again.
 */

/* What an acquisition or a renewal has come to. The last two members are those of a failure. */
struct acquisition {
    struct valux_key_id key_id; /* of the new entry */
    bool selected;              /* it is the selected one now */
    char request_id[VALUX_REQUEST_ID_SIZE];
    bool refused;     /* the centre said no, and will say so again */
    long retry_after; /* after so many seconds the centre wants to be asked again; -1: no wish */
};

#endif
