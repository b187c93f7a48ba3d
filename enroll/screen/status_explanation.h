/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_STATUS_EXPLANATION_H
#define VALUX_ENROLL_SCREEN_STATUS_EXPLANATION_H

/* Writes what the manual says below its lists: what expiring, expired and invalid mean. */
void status_explanation_write(void);

#endif
