/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_TROUBLE_H
#define VALUX_ENROLL_ALARM_TROUBLE_H

#include <stdint.h>

#include "valux/error.h"

/*
 * Tells the person on the desktop that alarms and automatic renewals can't work, because the
 * configuration or the store can't be read, say. Told once a day for each cause: the day is noted
 * in a file of the user's cache directory, since the store may be what can't be used. Where there
 * is no desktop it stays due. `now` is in seconds.
 */
void trouble_tell(const struct valux_error *error, int64_t now);

/* Likewise, that the store is older than it was: what older_store_check has set. */
void trouble_tell_older_store(const struct valux_error *error, int64_t now);

#endif
