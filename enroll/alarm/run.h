/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_RUN_H
#define VALUX_ENROLL_ALARM_RUN_H

#include <stdbool.h>

/* The run of `valux-enroll alarm`: tells each alarm that is due. */

struct alarm_options {
    bool json;    /* write them as JSON */
    bool dry_run; /* tell nothing on the desktop and remember nothing */
    bool list;    /* also tell what was told before; dry_run goes with it */
    bool quiet;   /* write nothing to standard output; what the desktop does not show stays due */
    bool stay;    /* offer the renewal on the desktop, and wait for the answer */
};

/*
 * Tells the alarms. With `quiet` nobody reads standard error, so the desktop is told once a day
 * what prevents the run. Returns the command's exit status.
 */
int alarm_run(const struct alarm_options *options);

#endif
