/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/acquisition.h"

#include <string.h>
#include <time.h>

#include "acquisition/abandon.h"
#include "acquisition/begin.h"
#include "acquisition/exchange.h"
#include "acquisition/request_seal.h"
#include "acquisition/secrets.h"
#include "acquisition/store.h"
#include "centre/centre.h"
#include "valux/certificate_request.h"
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

/*
 * Goes on from the state of the journal to the entry in the catalogue. `request` is what can be
 * sent, or NULL if the centre can only be asked. `secrets` is what an acquisition's request needs
 * besides, or NULL. `client` is the old certificate of a renewal, or NULL.
 */
static bool advance(struct workspace *workspace, struct journal *journal,
                    const struct centre_request *request, const struct acquisition_secrets *secrets,
                    const struct centre_client *client, unsigned wait_seconds,
                    struct acquisition *acquisition, struct valux_error *error)
{
    bool result = false;
    bool repeat;
    bool unusable = false;
    struct valux_bytes answer = {NULL, 0};
    struct valux_error stored;
    struct acquisition_exchange exchange = {
        .configuration = &workspace->configuration,
        .journal = journal,
        .request = request,
        .secrets = secrets,
        .client = client,
        .wait_seconds = wait_seconds,
        .uncertain = journal->state != JOURNAL_PREPARED,
    };

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
    switch (acquisition_exchange(&exchange, &answer, &repeat, error)) {
    case ACQUISITION_ANSWERED:
        result = keep_answer(workspace, journal, &answer, error) &&
                 finish(workspace, journal, acquisition, error);
        break;
    case ACQUISITION_NOTHING:
        acquisition_tell_unspent(journal, error);
        acquisition_discard(workspace, journal);
        break;
    case ACQUISITION_REFUSED:
        acquisition_discard(workspace, journal);
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
 * The PKCS#10 request with the passphrase in it. One that was sent before with the same secrets is
 * sent again, whatever is configured; else it is made for a centre that wants it. *pkcs10 stays
 * empty where neither is so.
 */
static bool add_passphrase(struct workspace *workspace, struct journal *journal,
                           const struct centre_request *request, struct valux_bytes *pkcs10,
                           struct valux_error *error)
{
    bool result = false;
    bool wanted = centre_passphrase_in_request(&workspace->configuration);
    uint8_t secret[VALUX_STORE_SECRET_SIZE];

    if (!wanted && journal->sealed_request.length == 0)
        return true;
    if (!workspace_open_database(workspace, error) ||
        !valux_key_database_derive(workspace->database, REQUEST_SEAL_PURPOSE, secret, error))
        goto done;
    result = request_unseal(request, secret, &journal->sealed_request, pkcs10) || !wanted;
    if (result)
        goto done;
    if (valux_key_database_request(workspace->database, journal->key_id, journal->certificate_id,
                                   journal->company_id, request->passphrase, pkcs10, error))
        result = request_seal(request, secret, pkcs10, &journal->sealed_request) ||
                 valux_error_set_memory(error);
done:
    explicit_bzero(secret, sizeof secret);
    return result;
}

/* What centre_request.link needs. */
struct linking {
    struct workspace *workspace;
    const struct journal *journal;
};

/* A member of centre_request.link's signature. */
static bool link_request(void *link_context, const char *challenge, struct valux_bytes *linked,
                         struct valux_error *error)
{
    const struct linking *linking = link_context;
    const struct journal *journal = linking->journal;
    const struct valux_catalogue_entry *old =
        valux_catalogue_by_key_id(&linking->workspace->catalogue, journal->old_key_id);

    if (!workspace_open_database(linking->workspace, error))
        return false;
    if (journal->kind == JOURNAL_NEW)
        return valux_key_database_request(linking->workspace->database, journal->key_id,
                                          journal->certificate_id, journal->company_id, challenge,
                                          linked, error);
    if (old == NULL)
        return valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s",
                               _("The certificate's key is not in the key database."));
    return valux_key_database_renewal_request(linking->workspace->database, journal->key_id,
                                              &old->parsed.subject, challenge, linked, error);
}

bool acquisition_run(struct workspace *workspace, struct acquisition_input *input,
                     unsigned wait_seconds, struct acquisition *acquisition,
                     struct valux_error *error)
{
    bool result = false;
    struct valux_bytes with_passphrase = {NULL, 0};
    struct acquisition_secrets secrets = {{-1, -1}};
    struct journal journal;
    struct linking linking = {workspace, &journal};

    if (!acquisition_begin_new(workspace, input, &journal, error))
        goto done;
    struct centre_request request = {
        .request_id = journal.request_id,
        .company_id = journal.company_id,
        .certificate_id = journal.certificate_id,
        .one_time_password = input->fields[INPUT_ONE_TIME_PASSWORD],
        .passphrase = input->fields[INPUT_PASSPHRASE],
        .request = &journal.request,
        .link = link_request,
        .link_context = &linking,
    };
    if (!add_passphrase(workspace, &journal, &request, &with_passphrase, error) ||
        !acquisition_secrets_keep(&secrets, input, &with_passphrase, error)) {
        if (journal.state == JOURNAL_PREPARED)
            acquisition_discard(workspace, &journal);
        goto done;
    }
    result =
        advance(workspace, &journal, &request, &secrets, NULL, wait_seconds, acquisition, error);
done:
    valux_bytes_wipe(&with_passphrase);
    acquisition_secrets_free(&secrets);
    journal_free(&journal);
    return result;
}

static struct centre_request renewal_request(const struct journal *journal, struct linking *linking)
{
    return (struct centre_request){
        .request_id = journal->request_id,
        .company_id = journal->company_id,
        .certificate_id = journal->certificate_id,
        .request = &journal->request,
        .link = link_request,
        .link_context = linking,
    };
}

bool acquisition_renew(struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error)
{
    bool result = false;
    struct centre_client client = {0};
    struct journal journal = {.kind = JOURNAL_RENEWAL};
    struct linking linking = {workspace, &journal};

    if (!workspace_open_database(workspace, error) ||
        !centre_client_make(workspace->database, entry, &client, error)) {
        acquisition_tell_unspent(&journal, error);
        goto done;
    }
    if (!acquisition_begin_renewal(workspace, entry, &journal, error))
        goto done;
    struct centre_request request = renewal_request(&journal, &linking);
    result =
        advance(workspace, &journal, &request, NULL, &client, wait_seconds, acquisition, error);
done:
    centre_client_free(&client);
    journal_free(&journal);
    return result;
}

/*
 * Sends a renewal's request again if the old certificate can still be used; else only asks for it.
 */
static bool resume_renewal(struct workspace *workspace, struct journal *journal,
                           unsigned wait_seconds, struct acquisition *acquisition,
                           struct valux_error *error)
{
    struct centre_client client = {0};
    struct linking linking = {workspace, journal};
    struct centre_request request = renewal_request(journal, &linking);
    const struct valux_catalogue_entry *old =
        valux_catalogue_by_key_id(&workspace->catalogue, journal->old_key_id);
    bool can_send = old != NULL && old->parsed.not_after >= time(NULL) &&
                    workspace_open_database(workspace, error) &&
                    centre_client_make(workspace->database, old, &client, error);
    bool result = advance(workspace, journal, can_send ? &request : NULL, NULL,
                          can_send ? &client : NULL, wait_seconds, acquisition, error);

    centre_client_free(&client);
    return result;
}

bool acquisition_resume(struct workspace *workspace, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error)
{
    if (journal->kind == JOURNAL_RENEWAL)
        return resume_renewal(workspace, journal, wait_seconds, acquisition, error);
    if (journal->state != JOURNAL_PREPARED)
        return advance(workspace, journal, NULL, NULL, NULL, wait_seconds, acquisition, error);
    valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                    _("The request had not been sent yet. Start again."));
    acquisition_tell_unspent(journal, error);
    acquisition_discard(workspace, journal);
    return false;
}
