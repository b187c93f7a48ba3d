/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_TEXT_H
#define VALUX_ENROLL_ALARM_TEXT_H

#include <stdint.h>

#include "alarm/told.h"
#include "renewal/memory.h"
#include "workspace/workspace.h"

/* Says an alarm in words, in the person's language. */

#define ALARM_SUMMARY_SIZE 256
#define ALARM_BODY_SIZE 2048

struct alarm_text {
    char summary[ALARM_SUMMARY_SIZE]; /* one line: what happens */
    char body[ALARM_BODY_SIZE];       /* what to do */
};

/*
 * Writes the alarm's text. Where the certificate is renewed automatically it says so, and why that
 * has failed so far. Where `entry` is the selected one and programs can't use it, the text
 * also says which other certificates can be selected or renewed.
 */
void alarm_text_write(const struct workspace *workspace, const struct renewal_memory *renewals,
                      const struct valux_catalogue_entry *entry, const struct alarm *alarm,
                      int64_t now, struct alarm_text *text);

#endif
