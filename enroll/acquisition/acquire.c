/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/acquire.h"

#include "acquisition/abandon.h"
#include "acquisition/advance.h"
#include "acquisition/begin.h"
#include "acquisition/request.h"
#include "acquisition/request_passphrase.h"
#include "acquisition/secrets.h"

bool acquisition_acquire(struct workspace *workspace, struct acquisition_input *input,
                         unsigned wait_seconds, struct acquisition *acquisition,
                         struct valux_error *error)
{
    bool result = false;
    struct valux_bytes with_passphrase = {NULL, 0};
    struct acquisition_secrets secrets = {{-1, -1}};
    struct journal journal;
    struct acquisition_linking linking = {workspace, &journal};

    if (!acquisition_begin_new(workspace, input, &journal, error))
        goto done;
    struct centre_request request = acquisition_request(&linking);
    request.one_time_password = input->fields[INPUT_ONE_TIME_PASSWORD];
    request.passphrase = input->fields[INPUT_PASSPHRASE];
    if (!acquisition_add_passphrase(workspace, &journal, &request, &with_passphrase, error) ||
        !acquisition_secrets_keep(&secrets, input, &with_passphrase, error)) {
        if (journal.state == JOURNAL_PREPARED)
            acquisition_discard(workspace, &journal);
        goto done;
    }
    result = acquisition_advance(workspace, &journal, &request, &secrets, NULL, wait_seconds,
                                 acquisition, error);
done:
    valux_bytes_wipe(&with_passphrase);
    acquisition_secrets_free(&secrets);
    journal_free(&journal);
    return result;
}
