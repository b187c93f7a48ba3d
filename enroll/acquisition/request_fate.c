/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/request_fate.h"

#include <string.h>
#include <time.h>

#include "screen/progress.h"
#include "valux/clock.h"
#include "valux/text.h"

#define DEFAULT_RETRY_SECONDS 5
#define FAILURE_RETRY_SECONDS 1
#define FAILURES_MAX 3
/* Asking the centre may take as long as is left of the wait, but no less and no more than this. */
#define FETCH_SECONDS_MIN 5
#define FETCH_SECONDS_MAX 60
/*
 * A request can be delayed on its way. If the centre does not know it so long after it was sent, it
 * is lost for good.
 */
#define UNKNOWN_IS_FINAL_SECONDS 3600

struct progress {
    bool uncertain;
    bool fetch; /* the next step asks what became of the request */
    int failures;
    int64_t deadline;
};

static int64_t monotonic_seconds(void)
{
    return valux_clock_milliseconds() / 1000;
}

/* Waits so many seconds, unless that would be past the deadline: false then. */
static bool pause_until(int64_t seconds, int64_t deadline)
{
    struct timespec pause = {seconds, 0};

    if (monotonic_seconds() + seconds > deadline)
        return false;
    if (seconds > 0)
        progress_tell(PROGRESS_WAITING, seconds);
    while (nanosleep(&pause, &pause) != 0)
        continue;
    return true;
}

static void tell_long_wait(long retry_after, struct valux_error *error)
{
    if (retry_after >= 120)
        valux_error_set(error, VALUX_ERROR_PENDING,
                        _("The centre is still issuing the certificate, and asks to come back in "
                          "%ld minutes."),
                        (retry_after + 59) / 60);
}

/* Whether it is certain that the request is lost if this centre does not know it. */
static bool unknown_is_final(const struct fate_question *question)
{
    const struct journal *journal = question->journal;

    return journal->state == JOURNAL_SENDING &&
           journal->profile == question->configuration->profile &&
           strcmp(journal->address, question->configuration->address) == 0 &&
           time(NULL) - journal->started > UNKNOWN_IS_FINAL_SECONDS;
}

static enum centre_outcome fetch_once(const struct fate_question *question, int64_t deadline,
                                      struct centre_answer *answer)
{
    int64_t seconds = deadline - monotonic_seconds();

    if (seconds < FETCH_SECONDS_MIN)
        seconds = FETCH_SECONDS_MIN;
    if (seconds > FETCH_SECONDS_MAX)
        seconds = FETCH_SECONDS_MAX;
    return centre_fetch(question->configuration, question->journal->request_id, (unsigned)seconds,
                        answer);
}

static enum centre_outcome send_once(const struct fate_question *question,
                                     struct centre_answer *answer)
{
    struct centre_request request = *question->request;
    struct acquisition_recalled recalled;
    enum centre_outcome outcome = CENTRE_NOT_SENT;

    if (question->client != NULL)
        return centre_renew(question->configuration, &request, question->client, answer);
    *answer = (struct centre_answer){.retry_after = -1};
    if (acquisition_secrets_recall(question->secrets, &recalled, &request, &answer->error))
        outcome = centre_acquire(question->configuration, &request, answer);
    acquisition_recalled_wipe(&recalled);
    return outcome;
}

/* Notes what the outcome of sending means. True if it is worth going on after *pause seconds. */
static bool after_sending(struct progress *progress, enum centre_outcome outcome, bool can_fetch,
                          long retry_after, int64_t *pause)
{
    *pause = retry_after > 0 ? retry_after : DEFAULT_RETRY_SECONDS;
    switch (outcome) {
    case CENTRE_BUSY:
        return true;
    case CENTRE_WAIT:
        progress->uncertain = true;
        progress->fetch = can_fetch;
        return true;
    case CENTRE_NOT_SENT:
        if (!progress->uncertain)
            return false;
        break;
    case CENTRE_LOST:
    case CENTRE_UNKNOWN:
        progress->uncertain = true;
        progress->fetch = can_fetch;
        break;
    case CENTRE_REFUSED:
    case CENTRE_ANSWERED:
        return false;
    }
    if (retry_after > 0)
        return true;
    *pause = FAILURE_RETRY_SECONDS;
    return ++progress->failures < FAILURES_MAX;
}

/* Notes what the outcome of asking means. True if it is worth going on after *pause seconds. */
static bool after_fetching(struct progress *progress, enum centre_outcome outcome, long retry_after,
                           int64_t *pause)
{
    *pause = retry_after > 0 ? retry_after : DEFAULT_RETRY_SECONDS;
    switch (outcome) {
    case CENTRE_UNKNOWN:
        progress->fetch = false;
        *pause = 0;
        return true;
    case CENTRE_WAIT:
    case CENTRE_BUSY:
        return true;
    case CENTRE_ANSWERED:
        return false;
    case CENTRE_REFUSED:
    case CENTRE_NOT_SENT:
    case CENTRE_LOST:
        break;
    }
    if (retry_after > 0)
        return true;
    *pause = FAILURE_RETRY_SECONDS;
    return ++progress->failures < FAILURES_MAX;
}

/*
 * The fate where there is no request to send: the centre has said that it does not know the
 * request, or its profile can't ask.
 */
static enum request_fate without_request(const struct fate_question *question, bool can_fetch,
                                         struct valux_error *error)
{
    if (!can_fetch) {
        valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                        _("The centre's protocol can't tell what became of the request."));
        return ACQUISITION_UNCERTAIN;
    }
    if (!unknown_is_final(question)) {
        valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                        _("The centre does not know the request yet."));
        return ACQUISITION_UNCERTAIN;
    }
    valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                    _("The request did not reach the centre. Start again."));
    return ACQUISITION_NOTHING;
}

enum request_fate acquisition_request_fate(const struct fate_question *question,
                                           struct fate_finding *finding, struct valux_error *error)
{
    bool can_fetch = centre_can_fetch(question->configuration);
    struct progress progress = {
        .uncertain = question->uncertain,
        .fetch = question->uncertain && can_fetch,
        .deadline = monotonic_seconds() + question->wait_seconds,
    };
    enum centre_outcome outcome;
    struct centre_answer got;
    int64_t pause;
    bool again;

    *finding = (struct fate_finding){.retry_after = -1};
    do {
        finding->repeat = !can_fetch || (!progress.fetch && question->request == NULL);
        if (!progress.fetch && question->request == NULL)
            return without_request(question, can_fetch, error);
        progress_tell(progress.fetch ? PROGRESS_ASKING : PROGRESS_SENDING, 0);
        if (progress.fetch) {
            outcome = fetch_once(question, progress.deadline, &got);
            again = after_fetching(&progress, outcome, got.retry_after, &pause);
            if (outcome == CENTRE_UNKNOWN && unknown_is_final(question))
                progress.uncertain = false;
        } else {
            outcome = send_once(question, &got);
            again = after_sending(&progress, outcome, can_fetch, got.retry_after, &pause);
        }
        finding->retry_after = got.retry_after;
        if (outcome == CENTRE_ANSWERED) {
            finding->answer = got.content;
            return ACQUISITION_ANSWERED;
        }
        *error = got.error;
    } while (again && pause_until(pause, progress.deadline));
    if (outcome == CENTRE_WAIT)
        tell_long_wait(got.retry_after, error);
    if (progress.uncertain)
        return ACQUISITION_UNCERTAIN;
    return outcome == CENTRE_REFUSED && error->domain == VALUX_ERROR_CENTRE ? ACQUISITION_REFUSED
                                                                            : ACQUISITION_NOTHING;
}
