/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SERVICE_PERIOD_H
#define VALUX_SERVICE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The time in which a certificate may be used, as the centre gives it. Where it gives none, the
 * rule of valux_status_service_end takes its place.
 */
struct valux_service_period {
    bool given;
    int64_t start; /* seconds; the first usable one */
    int64_t end;   /* seconds; the last usable one */
};

#endif
