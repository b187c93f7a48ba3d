/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_ALARM_H
#define VALUX_ENROLL_ALARM_ALARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/status.h"

/*
 * Decides which alarm is due for a certificate, given what was told before. Pure functions.
 *
 * The time around service end is divided into steps. A step begins a number of days before service
 * end, and that number is its name: there is a step for each configured number of days, then one
 * for each day, and so on after service end (0, -1, …) until the certificate's expiry. Expiry is a
 * step of its own. Each step is told once, when the clock is in it for the first time. So a clock
 * that is set back or forth repeats no step, and a step that was told too early does not keep back
 * the others.
 */

#define ALARM_STEPS_MAX 512 /* steps of one certificate that are remembered, the last ones */

enum alarm_kind {
    ALARM_NONE,
    ALARM_ENDING,    /* the service period ends soon */
    ALARM_ENDED,     /* the service period is over; the certificate can still be renewed */
    ALARM_EXPIRED,   /* the certificate is past its expiry */
    ALARM_SUSPENDED, /* the centre has suspended the selected certificate */
    ALARM_REVOKED,   /* the centre has revoked the selected certificate */
};

struct alarm {
    enum alarm_kind kind;
    int step; /* of ALARM_ENDING and ALARM_ENDED */
};

/* The kind's word in JSON. Static. */
const char *alarm_keyword(enum alarm_kind kind);

/* What was told about one certificate. If nothing was, it is all zero. */
struct alarm_record {
    int64_t service_end; /* the one that the steps count from */
    int steps[ALARM_STEPS_MAX];
    size_t step_count;
    bool expiry_told;
    enum valux_centre_state state_told; /* VALUX_CENTRE_ACTIVE: none */
};

/*
 * The configured numbers of days, the largest first. If there are none, steps begin at service end.
 */
struct alarm_days {
    const int *days;
    size_t count;
};

/*
 * The alarm that is due at `now` (seconds), of the kind ALARM_NONE if none is. Nothing is due for a
 * certificate that is superseded or not yet valid. Revocation and suspension are told of the
 * selected certificate only.
 */
struct alarm alarm_due(const struct valux_status_facts *facts, bool selected,
                       const struct alarm_days *days, const struct alarm_record *record,
                       int64_t now);

/* Notes in *record that the alarm was told. */
void alarm_told(struct alarm_record *record, const struct valux_status_facts *facts,
                const struct alarm *alarm);

/*
 * Forgets what no longer counts: steps of a service end that has changed, and a state of the centre
 * that has changed. True if *record has changed by that.
 */
bool alarm_forget(struct alarm_record *record, const struct valux_status_facts *facts);

#endif
