/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_RENEWAL_RESULT_H
#define VALUX_ENROLL_SCREEN_RENEWAL_RESULT_H

#include <stdbool.h>

/* Writes the manual's result screen of a renewal. `selected`: the certificate is the one in use. */
void renewal_result_write(const char *nickname, bool selected);

#endif
