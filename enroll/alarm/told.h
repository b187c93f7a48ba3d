/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_TOLD_H
#define VALUX_ENROLL_ALARM_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/status.h"

/* What was told of one certificate, so that nothing is told twice. Pure functions. */

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

/* What was told about one certificate. If nothing was, it is all zero. */
struct alarm_record {
    int64_t service_end; /* the one that the steps count from */
    int steps[ALARM_STEPS_MAX];
    size_t step_count;
    bool expiry_told;
    enum valux_centre_state state_told; /* VALUX_CENTRE_ACTIVE: none */
};

/* Whether the step was told, of this service end. */
bool alarm_step_told(const struct alarm_record *record, int64_t service_end, int step);

/* Whether the expiry was told, of this service end. */
bool alarm_expiry_told(const struct alarm_record *record, int64_t service_end);

/* The centre's state. One outside the enum counts as revoked, as in the status rules. */
enum valux_centre_state alarm_centre_state(const struct valux_status_facts *facts);

/* Notes in *record that the alarm was told. */
void alarm_told(struct alarm_record *record, const struct valux_status_facts *facts,
                const struct alarm *alarm);

/*
 * Forgets what no longer counts: steps of a service end that has changed, and a state of the centre
 * that has changed. True if *record has changed by that.
 */
bool alarm_forget(struct alarm_record *record, const struct valux_status_facts *facts);

#endif
