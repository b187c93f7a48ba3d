/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_ACQUISITION_H
#define VALUX_ENROLL_ACQUISITION_ACQUISITION_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"
#include "workspace/field_rules.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * Acquires or renews a certificate, from the key to the entry in the catalogue. An acquisition
 * survives a kill at any point: its journal says how far it has come, and acquisition_resume goes
 * on from there. The steps are:
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
 * asked (EST), acquisition_run with the same IDs sends it again.
 */

struct acquisition {
    struct valux_key_id key_id; /* of the new entry */
    bool selected;              /* it is the selected one now */
    char request_id[VALUX_REQUEST_ID_SIZE];
};

/*
 * Acquires a certificate with input that input_check_all has passed, and overwrites its secrets:
 * they are nowhere in memory while the centre is waited for. An acquisition with the same
 * IDs that has not ended is taken up again. If the centre asks to wait, it waits for `wait_seconds`
 * at most. The workspace is open for writing. On true the entry is in the catalogue, and the caller
 * goes on with acquisition_end. On false, key and journal are still there if the error is
 * VALUX_ERROR_PENDING, or if it is VALUX_ERROR_ANSWER because the centre's answer can't be used:
 * what became of the one-time password is not certain, and the message says how to go on. After any
 * other error the one-time password has not been used, or the centre has refused the request;
 * nothing is left behind.
 */
bool acquisition_run(struct workspace *workspace, struct acquisition_input *input,
                     unsigned wait_seconds, struct acquisition *acquisition,
                     struct valux_error *error);

/*
 * Renews an entry whose status is renewable. Its own key proves who asks. The renewed certificate
 * gets a key of its own, and its entry supersedes the old one: it takes over the nickname and, if
 * the old one was selected, the selection. A renewal of the entry that has not ended is taken up
 * again. Waits, returns and fails as acquisition_run does.
 */
bool acquisition_renew(struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error);

/*
 * Goes on with a journal as far as possible without the one-time password and the passphrase.
 * Waits, returns and fails as acquisition_run does.
 */
bool acquisition_resume(struct workspace *workspace, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error);

#endif
