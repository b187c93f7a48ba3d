/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_ACQUISITION_H
#define VALUX_ENROLL_ACQUISITION_ACQUISITION_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"
#include "workspace/input.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * An acquisition or a renewal, from the key to the entry in the catalogue. It survives a kill at
 * any point: the journal says how far it has come, and acquisition_resume goes on from there.
 *
 *   make the key -> journal "prepared" -> journal "sending" -> send -> journal "answered" with the
 *   centre's answer -> check it -> import -> catalogue -> (registration) -> remove the journal
 *
 * Key and journal go only when it is certain that the centre has issued nothing for the request
 * and will not. Otherwise they stay, and whoever sends again sends the same request: the centre
 * answers it alike, so no second one-time password is needed. A renewal sends again by itself,
 * over the old certificate; an acquisition whose request the centre does not know, or whose
 * centre can't be asked (EST), is sent again by acquisition_run with the same IDs.
 */

struct acquisition {
    uint8_t key_id[VALUX_KEY_ID_SIZE]; /* of the new entry */
    bool selected;                     /* it became the selected one by itself */
    char request_id[VALUX_REQUEST_ID_SIZE];
};

/*
 * Acquires a certificate with input that input_check_all has passed, waiting for the centre for
 * at most about `wait_seconds` where it asks to wait. An acquisition with the same IDs that has
 * not ended is taken up again. The workspace is open for writing. On true the entry is in the
 * catalogue, and acquisition_end has to follow. On false: VALUX_ERROR_PENDING, or
 * VALUX_ERROR_ANSWER where the journal has an answer that can't be used, where only `resume` or
 * the same request again can tell what became of the one-time password; else nothing is left
 * behind, and the message says so.
 */
bool acquisition_run(struct workspace *workspace, const struct acquisition_input *input,
                     unsigned wait_seconds, struct acquisition *acquisition,
                     struct valux_error *error);

/*
 * Renews an entry that is renewable over its own key; likewise. The new entry supersedes it and
 * takes over its nickname, and the selection where it has it. A renewal of the entry that has not
 * ended is taken up again.
 */
bool acquisition_renew(struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error);

/* Goes on with a journal as far as that goes without the secrets; likewise. */
bool acquisition_resume(struct workspace *workspace, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error);

#endif
