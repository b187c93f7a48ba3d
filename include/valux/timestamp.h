/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TIMESTAMP_H
#define VALUX_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times as RFC 3339 writes them, and as seconds since 1970-01-01T00:00:00Z. */

#define VALUX_TIMESTAMP_SIZE 32 /* bytes of a written time with its terminating zero */
#define VALUX_DURATION_SIZE 64  /* bytes of a written duration, likewise */

/* Reads an RFC 3339 date-time without its fraction of a second. False if it is not one. */
bool valux_timestamp_parse(const char *text, int64_t *seconds);

/* Writes YYYY-MM-DDThh:mm:ssZ. Years outside 0 to 9999 are written as the nearest inside. */
void valux_timestamp_format(int64_t seconds, char text[static VALUX_TIMESTAMP_SIZE]);

/* Writes YYYY/MM/DD hh:mm in the person's time zone, as the manual's screens show times. */
void valux_timestamp_format_local(int64_t seconds, char text[static VALUX_TIMESTAMP_SIZE]);

/*
 * Writes a duration of 0 seconds or more in the person's language, in whole minutes, from two hours
 * in hours, and from two days in days, rounded down.
 */
void valux_timestamp_format_duration(int64_t seconds, char text[static VALUX_DURATION_SIZE]);

#endif
