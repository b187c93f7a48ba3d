/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "acquisition_begin.h"
#include "acquisition_exchange.h"
#include "acquisition_store.h"
#include "centre.h"
#include "request_seal.h"
#include "valux/text.h"

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

/* The key stays: the centre may give a better answer to `resume`. */
static bool finish(struct session *session, const struct journal *journal,
                   struct acquisition *acquisition, struct valux_error *error)
{
    if (acquisition_store(session, journal, acquisition, error))
        return true;
    if (error->domain != VALUX_ERROR_ANSWER)
        return leave_pending(journal, false, error);
    struct valux_error cause = *error;
    return valux_error_set(error, VALUX_ERROR_ANSWER,
                           _("%s The key is kept: report this to the VALUX centre with the "
                             "request's number, %s, and run 'valux-enroll resume' when they have "
                             "an answer."),
                           cause.message, journal->request_id);
}

/* Before anything leaves the machine, the journal says that it may have left. */
static bool write_sending(struct session *session, struct journal *journal,
                          struct valux_error *error)
{
    bool first = journal->state == JOURNAL_PREPARED;

    if (first)
        journal->state = JOURNAL_SENDING;
    journal->started = time(NULL);
    if (journal_write(journal, &session->store, error))
        return true;
    if (!first)
        return leave_pending(journal, false, error);
    acquisition_tell_unspent(journal, error);
    acquisition_discard(session, journal);
    return false;
}

static bool keep_answer(struct session *session, struct journal *journal,
                        struct valux_bytes *answer, struct valux_error *error)
{
    valux_bytes_free(&journal->answer);
    journal->answer = *answer;
    journal->state = JOURNAL_ANSWERED;
    *answer = (struct valux_bytes){NULL, 0};
    return journal_write(journal, &session->store, error) || leave_pending(journal, false, error);
}

/*
 * From wherever the journal stands to the entry in the catalogue. `request` is what can be sent,
 * or NULL, and `client` the old certificate of a renewal.
 */
static bool advance(struct session *session, struct journal *journal,
                    const struct centre_request *request, const struct centre_client *client,
                    unsigned wait_seconds, struct acquisition *acquisition,
                    struct valux_error *error)
{
    bool result = false;
    bool repeat;
    bool unusable = false;
    struct valux_bytes answer = {NULL, 0};
    struct valux_error stored;
    struct acquisition_exchange exchange = {
        .configuration = &session->configuration,
        .journal = journal,
        .request = request,
        .client = client,
        .wait_seconds = wait_seconds,
        .uncertain = journal->state != JOURNAL_PREPARED,
    };

    if (journal->state == JOURNAL_ANSWERED) {
        if (finish(session, journal, acquisition, error))
            return true;
        if (error->domain != VALUX_ERROR_ANSWER)
            return false;
        unusable = true;
        stored = *error;
    }
    if (request != NULL && !write_sending(session, journal, error))
        return false;
    switch (acquisition_exchange(&exchange, &answer, &repeat, error)) {
    case ACQUISITION_ANSWERED:
        result = keep_answer(session, journal, &answer, error) &&
                 finish(session, journal, acquisition, error);
        break;
    case ACQUISITION_NOTHING:
        acquisition_tell_unspent(journal, error);
        acquisition_discard(session, journal);
        break;
    case ACQUISITION_REFUSED:
        acquisition_discard(session, journal);
        break;
    case ACQUISITION_UNCERTAIN:
        if (unusable)
            *error = stored;
        else
            leave_pending(journal, repeat, error);
        break;
    }
    valux_bytes_free(&answer);
    return result;
}

/*
 * The PKCS#10 request with the passphrase in it, for centres that want it there: the one that was
 * sent before, if the person has entered the same secrets again.
 */
static bool add_passphrase(struct session *session, struct journal *journal,
                           const struct centre_request *request, struct valux_bytes *pkcs10,
                           struct valux_error *error)
{
    if (request_unseal(request, &journal->sealed_request, pkcs10))
        return true;
    if (!session_open_database(session, error) ||
        !valux_key_database_request(session->database, journal->key_id, journal->certificate_id,
                                    journal->company_id, request->passphrase, pkcs10, error))
        return false;
    return request_seal(request, pkcs10, &journal->sealed_request) || valux_error_set_memory(error);
}

bool acquisition_run(struct session *session, const struct acquisition_input *input,
                     unsigned wait_seconds, struct acquisition *acquisition,
                     struct valux_error *error)
{
    bool result = false;
    struct valux_bytes with_passphrase = {NULL, 0};
    struct journal journal;

    if (!acquisition_begin_new(session, input, &journal, error))
        goto done;
    struct centre_request request = {
        .request_id = journal.request_id,
        .company_id = journal.company_id,
        .certificate_id = journal.certificate_id,
        .one_time_password = input->fields[INPUT_ONE_TIME_PASSWORD],
        .passphrase = input->fields[INPUT_PASSPHRASE],
        .request = &journal.request,
    };
    if (centre_passphrase_in_request(&session->configuration)) {
        request.request = &with_passphrase;
        if (!add_passphrase(session, &journal, &request, &with_passphrase, error)) {
            if (journal.state == JOURNAL_PREPARED)
                acquisition_discard(session, &journal);
            goto done;
        }
    }
    result = advance(session, &journal, &request, NULL, wait_seconds, acquisition, error);
done:
    valux_bytes_wipe(&with_passphrase);
    journal_free(&journal);
    return result;
}

static struct centre_request renewal_request(const struct journal *journal)
{
    return (struct centre_request){
        .request_id = journal->request_id,
        .company_id = journal->company_id,
        .certificate_id = journal->certificate_id,
        .request = &journal->request,
    };
}

bool acquisition_renew(struct session *session, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error)
{
    bool result = false;
    struct centre_client client = {0};
    struct journal journal = {.kind = JOURNAL_RENEWAL};

    if (!session_open_database(session, error) ||
        !centre_client_make(session->database, entry, &client, error)) {
        acquisition_tell_unspent(&journal, error);
        goto done;
    }
    if (!acquisition_begin_renewal(session, entry, &journal, error))
        goto done;
    struct centre_request request = renewal_request(&journal);
    result = advance(session, &journal, &request, &client, wait_seconds, acquisition, error);
done:
    centre_client_free(&client);
    journal_free(&journal);
    return result;
}

/* The old certificate sends a renewal's request again; without it one can only ask. */
static bool resume_renewal(struct session *session, struct journal *journal, unsigned wait_seconds,
                           struct acquisition *acquisition, struct valux_error *error)
{
    struct centre_client client = {0};
    struct centre_request request = renewal_request(journal);
    const struct valux_catalogue_entry *old =
        valux_catalogue_by_key_id(&session->catalogue, journal->old_key_id);
    bool can_send = old != NULL && old->parsed.not_after >= time(NULL) &&
                    session_open_database(session, error) &&
                    centre_client_make(session->database, old, &client, error);
    bool result = advance(session, journal, can_send ? &request : NULL, can_send ? &client : NULL,
                          wait_seconds, acquisition, error);

    centre_client_free(&client);
    return result;
}

bool acquisition_resume(struct session *session, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error)
{
    if (journal->kind == JOURNAL_RENEWAL)
        return resume_renewal(session, journal, wait_seconds, acquisition, error);
    if (journal->state != JOURNAL_PREPARED)
        return advance(session, journal, NULL, NULL, wait_seconds, acquisition, error);
    valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                    _("The request had not been sent yet. Start again."));
    acquisition_tell_unspent(journal, error);
    acquisition_discard(session, journal);
    return false;
}

bool acquisition_clean_up(struct session *session, struct valux_error *error)
{
    return faccessat(session->store.directory, VALUX_KEY_DATABASE_DIRECTORY "/key4.db", F_OK, 0) !=
               0 ||
           session_remove_orphans(session, error);
}

bool acquisition_end(struct session *session, const struct acquisition *acquisition,
                     struct valux_error *error)
{
    struct journal journal = {0};

    memcpy(journal.request_id, acquisition->request_id, sizeof journal.request_id);
    return journal_remove(&journal, &session->store, error);
}

bool acquisition_abandon(struct session *session, const struct journal *journal,
                         struct valux_error *error)
{
    if (valux_catalogue_by_key_id(&session->catalogue, journal->key_id) == NULL &&
        (!session_open_database(session, error) ||
         !valux_key_database_remove(session->database, journal->key_id, error)))
        return false;
    return journal_remove(journal, &session->store, error);
}
