/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_ALARM_H
#define VALUX_ENROLL_ALARM_ALARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/status.h"

/*
 * Which alarm is due for a certificate, given what was told before. Pure functions.
 *
 * The time before service end is cut into steps. A step's number is the number of days before
 * service end at which it begins: one step for each configured number of days, and after the last
 * of them one for each day, also after service end (0, -1, …) until the certificate's expiry.
 * Expiry is a step of its own. Each step is told once, whenever the clock shows it for the first
 * time: a clock that is set back or forth repeats no step, and one step told too early leaves the
 * others to come.
 */

#define ALARM_STEPS_MAX 512 /* remembered of one certificate; beyond that, the last ones */

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

/* What was told about one certificate. All zero: nothing. */
struct alarm_record {
    int64_t service_end; /* the one that the steps count from */
    int steps[ALARM_STEPS_MAX];
    size_t step_count;
    bool expiry_told;
    enum valux_centre_state state_told; /* VALUX_CENTRE_ACTIVE: none */
};

/* The configured numbers of days, falling. Without any, steps begin at service end. */
struct alarm_days {
    const int *days;
    size_t count;
};

/*
 * The alarm that is due at `now`, ALARM_NONE for none. Nothing is due for a certificate that is
 * superseded or not yet valid; of revocation and suspension only the selected one is told.
 */
struct alarm alarm_due(const struct valux_status_facts *facts, bool selected,
                       const struct alarm_days *days, const struct alarm_record *record,
                       int64_t now);

/* Notes in *record that the alarm was told. */
void alarm_told(struct alarm_record *record, const struct valux_status_facts *facts,
                const struct alarm *alarm);

/*
 * Forgets what no longer counts: steps towards another service end than the present one, and that
 * the centre's state was told once it is another. True where that changed *record.
 */
bool alarm_forget(struct alarm_record *record, const struct valux_status_facts *facts);

#endif
