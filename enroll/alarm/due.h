/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_DUE_H
#define VALUX_ENROLL_ALARM_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alarm/told.h"
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

/* The kind's word in JSON. Static. */
const char *alarm_keyword(enum alarm_kind kind);

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

#endif
