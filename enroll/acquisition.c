/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "acquisition_check.h"
#include "centre.h"
#include "valux/text.h"

#define DEFAULT_RETRY_SECONDS 5
#define LOST_ANSWER_TRIES 3

/* Appends a sentence to the message, if there is room for it. */
static void add_sentence(struct valux_error *error, const char *sentence)
{
    struct valux_error first = *error;

    valux_error_set(error, first.domain, "%s %s", first.message, sentence);
}

static void nothing_happened(const struct journal *journal, struct valux_error *error)
{
    add_sentence(error, journal->kind == JOURNAL_NEW ? _("The one-time password has not been used.")
                                                     : _("The certificate is as it was."));
}

static int64_t monotonic_seconds(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Waits as the centre asked, and tells whether there is time left before the deadline. */
static bool wait_for_centre(long retry_after, int64_t deadline)
{
    int64_t left = deadline - monotonic_seconds();
    int64_t pause = retry_after > 0 ? retry_after : DEFAULT_RETRY_SECONDS;

    if (left <= 0)
        return false;
    sleep((unsigned)(pause < left ? pause : left));
    return true;
}

static bool set_state(struct session *session, struct journal *journal, enum journal_state state,
                      struct valux_error *error)
{
    journal->state = state;
    return journal_write(journal, &session->store, error);
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

/*
 * Cleans up after a request that issued nothing. What can't be removed now is an orphan that the
 * next acquisition removes.
 */
static void discard(struct session *session, const struct journal *journal)
{
    struct valux_error ignored;

    (void)acquisition_abandon(session, journal, &ignored);
}

static bool leave_pending(const struct journal *journal, struct valux_error *error)
{
    struct valux_error cause = *error;

    return valux_error_set(
        error, VALUX_ERROR_PENDING,
        journal->kind == JOURNAL_NEW
            ? _("%s The acquisition has not ended, and nothing is lost: run 'valux-enroll resume' "
                "later. Do not enter the one-time password again. (Request %s)")
            : _("%s The renewal has not ended, and nothing is lost: run 'valux-enroll resume' "
                "later. (Request %s)"),
        cause.message, journal->request_id);
}

/* Asks what became of the request until the centre says so or the deadline comes. */
static enum centre_outcome fetch_until(struct session *session, const struct journal *journal,
                                       int64_t deadline, struct valux_bytes *answer,
                                       struct valux_error *error)
{
    enum centre_outcome outcome;
    long retry_after;
    int lost = 0;

    do {
        outcome =
            centre_fetch(&session->configuration, journal->request_id, answer, &retry_after, error);
        if (outcome == CENTRE_WAIT)
            valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                            _("The centre is still issuing the certificate."));
        else if (outcome == CENTRE_LOST || outcome == CENTRE_NOT_SENT)
            lost++;
        else if (outcome != CENTRE_BUSY)
            return outcome;
        if (lost >= LOST_ANSWER_TRIES)
            return outcome;
    } while (wait_for_centre(lost > 0 ? 1 : retry_after, deadline));
    return outcome;
}

/*
 * Sends until the centre takes the request: the same request again gets the same answer. `client`
 * is the old certificate of a renewal, or NULL for an acquisition.
 */
static enum centre_outcome send_until(struct session *session, const struct centre_request *request,
                                      const struct centre_client *client, int64_t deadline,
                                      struct valux_bytes *answer, struct valux_error *error)
{
    enum centre_outcome outcome;
    long retry_after;

    do {
        outcome = client == NULL ? centre_acquire(&session->configuration, request, answer,
                                                  &retry_after, error)
                                 : centre_renew(&session->configuration, request, client, answer,
                                                &retry_after, error);
    } while (outcome == CENTRE_BUSY && wait_for_centre(retry_after, deadline));
    if (outcome == CENTRE_WAIT)
        (void)wait_for_centre(retry_after, deadline);
    return outcome;
}

static bool import(struct session *session, const struct journal *journal,
                   const struct centre_issued *issued, struct valux_error *error)
{
    char label[64];

    snprintf(label, sizeof label, "%s %s %s", journal->nickname, journal->company_id,
             journal->certificate_id);
    if (!session_open_database(session, error) ||
        !valux_key_database_import(session->database, &issued->certificate, label, error))
        return false;
    for (size_t i = 0; i < issued->chain_count; i++)
        if (!valux_key_database_import(session->database, &issued->chain[i], NULL, error))
            return false;
    return true;
}

/* Moves what the centre issued into a new entry. */
static struct valux_catalogue_entry make_entry(const struct journal *journal,
                                               struct centre_issued *issued, int64_t now)
{
    struct valux_catalogue_entry entry = {
        .certificate = issued->certificate,
        .chain = issued->chain,
        .chain_count = issued->chain_count,
        .has_service_period = issued->has_service_period,
        .service_start = issued->service_start,
        .service_end = issued->service_end,
        .acquired = now,
        .acquired_by =
            journal->kind == JOURNAL_RENEWAL ? VALUX_ACQUIRED_RENEWAL : VALUX_ACQUIRED_NEW,
    };

    memcpy(entry.key_id, journal->key_id, VALUX_KEY_ID_SIZE);
    memcpy(entry.nickname, journal->nickname, sizeof entry.nickname);
    memcpy(entry.company_id, journal->company_id, sizeof entry.company_id);
    memcpy(entry.certificate_id, journal->certificate_id, sizeof entry.certificate_id);
    memcpy(entry.request_id, journal->request_id, sizeof entry.request_id);
    *issued = (struct centre_issued){0};
    return entry;
}

/* A renewal takes over nickname and selection from the entry that it supersedes. */
static void take_over(struct session *session, const struct journal *journal, int64_t now)
{
    struct valux_catalogue *catalogue = &session->catalogue;
    struct valux_catalogue_entry *old = valux_catalogue_by_key_id(catalogue, journal->old_key_id);
    struct valux_catalogue_entry *new = valux_catalogue_by_key_id(catalogue, journal->key_id);

    if (old == NULL || new == NULL)
        return;
    old->superseded = true;
    memcpy(old->superseded_by, new->key_id, VALUX_KEY_ID_SIZE);
    if (valux_catalogue_selected(catalogue) == old)
        valux_catalogue_select(catalogue, new, now);
}

static bool add_to_catalogue(struct session *session, const struct journal *journal,
                             struct centre_issued *issued, int64_t now, struct valux_error *error)
{
    struct valux_catalogue *catalogue = &session->catalogue;
    bool first = catalogue->count == 0;
    struct valux_catalogue_entry entry = make_entry(journal, issued, now);

    if (!valux_catalogue_add(catalogue, &entry, error)) {
        valux_catalogue_entry_free(&entry);
        return false;
    }
    if (journal->kind == JOURNAL_RENEWAL)
        take_over(session, journal, now);
    else if (first)
        valux_catalogue_select(catalogue, &catalogue->entries[0], now);
    return session_save(session, error);
}

/* From the answer in the journal to the entry in the catalogue; may be repeated. */
static bool store_answer(struct session *session, struct journal *journal,
                         struct acquisition *acquisition, struct valux_error *error)
{
    bool result = false;
    int64_t now = time(NULL);
    struct centre_issued issued = {0};

    if (valux_catalogue_by_key_id(&session->catalogue, journal->key_id) == NULL) {
        if (!centre_read(&session->configuration, journal->request_id, journal->company_id,
                         journal->certificate_id, &journal->answer, &issued, error) ||
            !acquisition_check(&session->configuration, journal, &issued, now, error) ||
            !import(session, journal, &issued, error) ||
            !add_to_catalogue(session, journal, &issued, now, error))
            goto done;
    }
    memcpy(acquisition->key_id, journal->key_id, VALUX_KEY_ID_SIZE);
    memcpy(acquisition->request_id, journal->request_id, sizeof acquisition->request_id);
    acquisition->selected =
        session->catalogue.has_selected &&
        memcmp(session->catalogue.selected, journal->key_id, VALUX_KEY_ID_SIZE) == 0;
    result = true;
done:
    centre_issued_free(&issued);
    return result;
}

/*
 * An answer that can't be used is not the end: the centre may give a better one to `resume`, so
 * the journal goes back to asking, and keeps the key.
 */
static bool finish(struct session *session, struct journal *journal,
                   struct acquisition *acquisition, struct valux_error *error)
{
    struct valux_error ignored;

    if (store_answer(session, journal, acquisition, error))
        return true;
    if (error->domain == VALUX_ERROR_ANSWER) {
        (void)set_state(session, journal, JOURNAL_SENDING, &ignored);
        add_sentence(error, _("The key is kept: report this to the VALUX centre with the request's "
                              "number, and run 'valux-enroll resume' when they have an answer."));
        add_sentence(error, journal->request_id);
    }
    return false;
}

/* What an outcome means for the journal. */
static bool conclude(struct session *session, struct journal *journal, enum centre_outcome outcome,
                     struct valux_bytes *answer, struct acquisition *acquisition,
                     struct valux_error *error)
{
    switch (outcome) {
    case CENTRE_ANSWERED:
        valux_bytes_free(&journal->answer);
        journal->answer = *answer;
        *answer = (struct valux_bytes){NULL, 0};
        return set_state(session, journal, JOURNAL_ANSWERED, error) &&
               finish(session, journal, acquisition, error);
    case CENTRE_REFUSED:
        discard(session, journal);
        return false;
    case CENTRE_UNKNOWN:
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The request did not reach the centre. Start again."));
        nothing_happened(journal, error);
        discard(session, journal);
        return false;
    case CENTRE_WAIT:
    case CENTRE_BUSY:
    case CENTRE_LOST:
    case CENTRE_NOT_SENT:
        break;
    }
    return leave_pending(journal, error);
}

static bool send_request(struct session *session, struct journal *journal,
                         const struct centre_request *request, const struct centre_client *client,
                         int64_t deadline, struct acquisition *acquisition,
                         struct valux_error *error)
{
    struct valux_bytes answer = {NULL, 0};
    struct valux_error cause;

    if (!set_state(session, journal, JOURNAL_SENDING, error)) {
        nothing_happened(journal, error);
        discard(session, journal);
        return false;
    }
    enum centre_outcome outcome = send_until(session, request, client, deadline, &answer, error);
    if (outcome == CENTRE_NOT_SENT) {
        nothing_happened(journal, error);
        discard(session, journal);
        return false;
    }
    if (outcome == CENTRE_WAIT || outcome == CENTRE_LOST || outcome == CENTRE_BUSY) {
        cause = *error;
        enum centre_outcome sent = outcome;
        outcome = fetch_until(session, journal, deadline, &answer, error);
        if (outcome == CENTRE_UNKNOWN && sent != CENTRE_WAIT) {
            *error = cause;
            nothing_happened(journal, error);
            discard(session, journal);
            return false;
        }
    }
    bool result = conclude(session, journal, outcome, &answer, acquisition, error);
    valux_bytes_free(&answer);
    return result;
}

/* The input has passed its rules, so it fits. */
static void copy_field(char *to, size_t size, const char *from)
{
    size_t length = strnlen(from, size - 1);

    memcpy(to, from, length);
    to[length] = '\0';
}

static void fill_journal(struct journal *journal, const struct acquisition_input *input)
{
    copy_field(journal->nickname, sizeof journal->nickname, input->fields[INPUT_NICKNAME]);
    copy_field(journal->company_id, sizeof journal->company_id, input->fields[INPUT_COMPANY_ID]);
    copy_field(journal->certificate_id, sizeof journal->certificate_id,
               input->fields[INPUT_CERTIFICATE_ID]);
}

/* The key, the request and the journal's first state; nothing is left behind where it fails. */
static bool prepare(struct session *session, struct journal *journal, struct valux_error *error)
{
    enum valux_key_type type;

    journal->started = time(NULL);
    if (!centre_key_type(&session->configuration, &type, error) ||
        !session_remove_orphans(session, error) ||
        !journal_make_request_id(journal->request_id, error) ||
        !valux_key_database_generate(session->database, type, journal->key_id, error))
        return false;
    if (valux_key_database_request(session->database, journal->key_id, journal->certificate_id,
                                   journal->company_id, NULL, &journal->request, error) &&
        set_state(session, journal, JOURNAL_PREPARED, error))
        return true;
    discard(session, journal);
    return false;
}

/* Two acquisitions of one certificate ID would spend two one-time passwords. */
static bool check_none_pending(const struct session *session, const struct acquisition_input *input,
                               struct valux_error *error)
{
    bool result = true;
    struct journal *journals;
    size_t count;

    if (!journal_load_all(&session->store, &journals, &count, error))
        return false;
    for (size_t i = 0; i < count && result; i++)
        if (journals[i].state != JOURNAL_PREPARED &&
            strcmp(journals[i].company_id, input->fields[INPUT_COMPANY_ID]) == 0 &&
            strcmp(journals[i].certificate_id, input->fields[INPUT_CERTIFICATE_ID]) == 0)
            result = valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                                     _("An acquisition with these IDs has not ended. Run "
                                       "'valux-enroll resume' first."));
    journal_free_all(journals, count);
    return result;
}

bool acquisition_run(struct session *session, const struct acquisition_input *input,
                     unsigned wait_seconds, struct acquisition *acquisition,
                     struct valux_error *error)
{
    bool result = false;
    struct journal journal = {.kind = JOURNAL_NEW};

    if (!check_none_pending(session, input, error))
        return false;
    fill_journal(&journal, input);
    if (!prepare(session, &journal, error)) {
        nothing_happened(&journal, error);
        goto done;
    }
    struct centre_request request = {
        .request_id = journal.request_id,
        .company_id = journal.company_id,
        .certificate_id = journal.certificate_id,
        .one_time_password = input->fields[INPUT_ONE_TIME_PASSWORD],
        .passphrase = input->fields[INPUT_PASSPHRASE],
        .request = &journal.request,
    };
    result = send_request(session, &journal, &request, NULL, monotonic_seconds() + wait_seconds,
                          acquisition, error);
done:
    journal_free(&journal);
    return result;
}

static bool check_not_renewing(const struct session *session,
                               const struct valux_catalogue_entry *entry, struct valux_error *error)
{
    bool result = true;
    struct journal *journals;
    size_t count;

    if (!journal_load_all(&session->store, &journals, &count, error))
        return false;
    for (size_t i = 0; i < count && result; i++)
        if (journals[i].state != JOURNAL_PREPARED && journals[i].kind == JOURNAL_RENEWAL &&
            memcmp(journals[i].old_key_id, entry->key_id, VALUX_KEY_ID_SIZE) == 0)
            result = valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                                     _("A renewal of this certificate has not ended. Run "
                                       "'valux-enroll resume' first."));
    journal_free_all(journals, count);
    return result;
}

bool acquisition_renew(struct session *session, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error)
{
    bool result = false;
    struct centre_client client = {0};
    struct journal journal = {.kind = JOURNAL_RENEWAL};

    memcpy(journal.old_key_id, entry->key_id, VALUX_KEY_ID_SIZE);
    memcpy(journal.nickname, entry->nickname, sizeof journal.nickname);
    memcpy(journal.company_id, entry->company_id, sizeof journal.company_id);
    memcpy(journal.certificate_id, entry->certificate_id, sizeof journal.certificate_id);
    if (!check_not_renewing(session, entry, error) || !session_open_database(session, error) ||
        !centre_client_make(session->database, entry, &client, error) ||
        !prepare(session, &journal, error)) {
        nothing_happened(&journal, error);
        goto done;
    }
    struct centre_request request = {
        .request_id = journal.request_id,
        .company_id = journal.company_id,
        .certificate_id = journal.certificate_id,
        .request = &journal.request,
    };
    result = send_request(session, &journal, &request, &client, monotonic_seconds() + wait_seconds,
                          acquisition, error);
done:
    centre_client_free(&client);
    journal_free(&journal);
    return result;
}

bool acquisition_resume(struct session *session, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error)
{
    struct valux_bytes answer = {NULL, 0};

    switch (journal->state) {
    case JOURNAL_PREPARED:
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The request had not been sent yet. Start again."));
        nothing_happened(journal, error);
        discard(session, journal);
        return false;
    case JOURNAL_ANSWERED:
        return finish(session, journal, acquisition, error);
    case JOURNAL_SENDING:
        break;
    }
    enum centre_outcome outcome =
        fetch_until(session, journal, monotonic_seconds() + wait_seconds, &answer, error);
    bool result = conclude(session, journal, outcome, &answer, acquisition, error);
    valux_bytes_free(&answer);
    return result;
}

bool acquisition_end(struct session *session, const struct acquisition *acquisition,
                     struct valux_error *error)
{
    struct journal journal = {0};

    memcpy(journal.request_id, acquisition->request_id, sizeof journal.request_id);
    return journal_remove(&journal, &session->store, error);
}
