/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_RENEWAL_PLAN_H
#define VALUX_ENROLL_RENEWAL_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/status.h"

/*
 * Decides when the automatic renewal tries to renew a certificate, given what it has tried before.
 * Pure functions. Times are seconds since 1970-01-01T00:00:00Z; pauses are seconds.
 *
 * What it promises: no service period ends without a renewal if machine and centre were both up for
 * one hour of its last 30 days. So nothing makes an hour pass without a try but the centre itself.
 *
 * The first try comes within RENEWAL_SPREAD of the moment at which the certificate becomes
 * "expiring", at a time that differs from machine to machine, from user to user and from
 * certificate to certificate, so that a company's desktops don't all come at once. A longer spread
 * would break the promise: the machine's one hour may be the first one. A certificate whose whole
 * service period is so short that it is always expiring is renewed in the period's second half.
 *
 * After a try that failed there is a pause, which grows to half an hour. After the centre's refusal
 * it is half an hour at once: whoever asks again gets the same answer, until a person has done
 * something. After that the machine may be up for only one more hour, so the pause is never longer.
 * So it is where the centre has suspended the certificate: then it is asked whether that still
 * holds, and nothing is renewed. Where the services ended more than a day ago, the pause after a
 * refusal is a day: there is nothing left to save. That begins a day after the end and not at the
 * end, because TLS still works with a clock that is wrong by less than a day.
 *
 * A centre that wants to be asked less often says so. Its wish is heeded for a day, and for a tenth
 * of what is left of the service period at most, unless that is less than half an hour.
 */

#define RENEWAL_SPREAD (INT64_C(30) * 60)
#define RENEWAL_PAUSE_FIRST (INT64_C(5) * 60) /* after a failure; doubled after each one more */
#define RENEWAL_PAUSE_LAST (INT64_C(30) * 60)
#define RENEWAL_LAPSED_AFTER VALUX_SECONDS_PER_DAY     /* the end of the services */
#define RENEWAL_LAPSED_PAUSE VALUX_SECONDS_PER_DAY     /* after a refusal then */
#define RENEWAL_ASKED_PAUSE_LAST VALUX_SECONDS_PER_DAY /* a longer wish of the centre's is cut */
#define RENEWAL_ASKED_PAUSE_SHARE 10 /* and takes so much of what is left: a tenth */

/*
 * The pause between two runs of the timer, and how much of the time on top is random: so an hour
 * has a run in it even after the longest pause. valux-renewal.timer has the same figures.
 */
#define RENEWAL_TIMER_PAUSE (INT64_C(10) * 60)
#define RENEWAL_TIMER_RANDOM (INT64_C(15) * 60)

enum renewal_result {
    RENEWAL_FAILED,  /* nobody was reached, the answer was none, or this machine has failed */
    RENEWAL_REFUSED, /* the centre said no, or it has suspended the certificate */
};

/* The tries to renew one certificate since the last that succeeded. All zero: none. */
struct renewal_tries {
    uint32_t count;             /* all that failed, and one that has begun */
    uint32_t refused;           /* how many of these the centre has refused */
    int64_t last;               /* when the last one began */
    int64_t asked_pause;        /* after which the centre then wished to be asked again, or 0 */
    enum renewal_result result; /* of the last one; RENEWAL_FAILED if it has only begun */
};

enum renewal_step {
    RENEWAL_NEVER, /* not by itself, as things are */
    RENEWAL_LATER, /* there will be a try */
    RENEWAL_TRY,   /* now */
    RENEWAL_ASK,   /* ask the centre now whether the certificate is still suspended */
};

struct renewal_question {
    const struct valux_status_facts *facts;
    const struct valux_status_thresholds *thresholds;
    bool automatic;  /* the configuration's renewal.automatic */
    uint32_t spread; /* any number that is this machine's, user's and certificate's own */
    const struct renewal_tries *tries;
};

struct renewal_plan {
    enum renewal_step step;
    int64_t at; /* the earliest time of the next try; of RENEWAL_NEVER INT64_MAX */
};

/* What is to be done for a certificate at `now`. */
struct renewal_plan renewal_plan_at(const struct renewal_question *question, int64_t now);

/*
 * The end of the pause after the last try to renew a certificate whose services end at
 * `service_end`; INT64_MIN if there was none.
 */
int64_t renewal_tries_pause_end(const struct renewal_tries *tries, int64_t service_end);

/*
 * Notes that a try begins. It is kept in the store before anything is sent, so that a process that
 * is killed over and over does not ask the centre more often than another one.
 */
void renewal_tries_begin(struct renewal_tries *tries, int64_t now);

/*
 * Notes how the try that has begun ended, if not by a renewed certificate. `asked_pause` is the
 * centre's wish in seconds, or 0 or less where it had none.
 */
void renewal_tries_end(struct renewal_tries *tries, enum renewal_result result,
                       int64_t asked_pause);

/*
 * Corrects what the clock makes impossible: a last try in the future. The clock was set back, so
 * the pause begins anew. Unless the centre asked to wait, or the services ended more than a day
 * ago, it lasts until the next run of the timer at most: a whole pause from a run on would leave an
 * hour without a try. True if *tries has changed and has to be kept.
 */
bool renewal_tries_correct(struct renewal_tries *tries, int64_t service_end, int64_t now);

#endif
