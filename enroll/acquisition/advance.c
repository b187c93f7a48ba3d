/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/advance.h"

#include <time.h>

#include "acquisition/abandon.h"
#include "acquisition/request_fate.h"
#include "acquisition/store_issued.h"
#include "valux/text.h"

/* Adds to the message how to go on. `repeat`: only the same request again brings the answer. */
static bool leave_pending(const struct journal *journal, bool repeat, struct valux_error *error)
{
    const char *format =
        _("%s The acquisition has not ended, and nothing is lost: run 'valux-enroll resume' "
          "later. (Request %s)");
    struct valux_error cause = *error;

    if (journal->kind == JOURNAL_RENEWAL)
        format = _("%s The renewal has not ended, and nothing is lost: run 'valux-enroll resume' "
                   "later. (Request %s)");
    else if (repeat)
        format = _("%s The acquisition has not ended, and nothing is lost: run 'valux-enroll new' "
                   "later with the same IDs, one-time password and passphrase; it sends the same "
                   "request again. (Request %s)");
    return valux_error_set(error, VALUX_ERROR_PENDING, format, cause.message, journal->request_id);
}

/* Stores the answer. If it can't be used the key stays, since `resume` may get a better answer. */
static bool finish(struct workspace *workspace, const struct journal *journal,
                   struct acquisition *acquisition, struct valux_error *error)
{
    if (acquisition_store(workspace, journal, acquisition, error))
        return true;
    if (error->domain != VALUX_ERROR_ANSWER)
        return leave_pending(journal, false, error);
    struct valux_error cause = *error;
    if (journal->kind == JOURNAL_NEW && !centre_can_fetch(&workspace->configuration))
        return valux_error_set(error, VALUX_ERROR_ANSWER,
                               _("%s The key is kept: report this to the VALUX centre with the "
                                 "request's number, %s, and run 'valux-enroll new' with the same "
                                 "IDs, one-time password and passphrase when they have an answer; "
                                 "it sends the same request again."),
                               cause.message, journal->request_id);
    return valux_error_set(error, VALUX_ERROR_ANSWER,
                           _("%s The key is kept: report this to the VALUX centre with the "
                             "request's number, %s, and run 'valux-enroll resume' when they have "
                             "an answer."),
                           cause.message, journal->request_id);
}

/* Writes into the journal, before anything is sent, that it may have been sent. */
static bool write_sending(struct workspace *workspace, struct journal *journal,
                          struct valux_error *error)
{
    bool first = journal->state == JOURNAL_PREPARED;

    if (first)
        journal->state = JOURNAL_SENDING;
    journal->started = time(NULL);
    if (journal_write(journal, &workspace->store, error))
        return true;
    if (!first)
        return leave_pending(journal, false, error);
    acquisition_tell_unspent(journal, error);
    acquisition_discard(workspace, journal);
    return false;
}

static bool keep_answer(struct workspace *workspace, struct journal *journal,
                        struct valux_bytes *answer, struct valux_error *error)
{
    valux_bytes_free(&journal->answer);
    journal->answer = *answer;
    journal->state = JOURNAL_ANSWERED;
    *answer = (struct valux_bytes){NULL, 0};
    return journal_write(journal, &workspace->store, error) || leave_pending(journal, false, error);
}

bool acquisition_advance(struct workspace *workspace, struct journal *journal,
                         const struct centre_request *request,
                         const struct acquisition_secrets *secrets,
                         const struct centre_client *client, unsigned wait_seconds,
                         struct acquisition *acquisition, struct valux_error *error)
{
    bool result = false;
    bool unusable = false;
    struct fate_finding finding = {.retry_after = -1};
    struct valux_error stored;
    struct fate_question question = {
        .configuration = &workspace->configuration,
        .journal = journal,
        .request = request,
        .secrets = secrets,
        .client = client,
        .wait_seconds = wait_seconds,
        .uncertain = journal->state != JOURNAL_PREPARED,
    };

    *acquisition = (struct acquisition){.retry_after = -1};
    if (journal->state == JOURNAL_ANSWERED) {
        if (finish(workspace, journal, acquisition, error))
            return true;
        if (error->domain != VALUX_ERROR_ANSWER)
            return false;
        unusable = true;
        stored = *error;
    }
    if (request != NULL && !write_sending(workspace, journal, error))
        return false;
    enum request_fate fate = acquisition_request_fate(&question, &finding, error);
    acquisition->retry_after = finding.retry_after;
    switch (fate) {
    case ACQUISITION_ANSWERED:
        result = keep_answer(workspace, journal, &finding.answer, error) &&
                 finish(workspace, journal, acquisition, error);
        break;
    case ACQUISITION_NOTHING:
        acquisition_tell_unspent(journal, error);
        acquisition_discard(workspace, journal);
        break;
    case ACQUISITION_REFUSED:
        acquisition->refused = true;
        acquisition_discard(workspace, journal);
        break;
    case ACQUISITION_UNCERTAIN:
        if (unusable)
            *error = stored;
        else
            leave_pending(journal, finding.repeat, error);
        break;
    }
    valux_bytes_free(&finding.answer);
    return result;
}
