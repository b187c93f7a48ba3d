/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_END_H
#define VALUX_ENROLL_ACQUISITION_END_H

#include <stdbool.h>

#include "acquisition/acquisition.h"

/*
 * The last steps of an acquisition: registers the module with the user's programs, unless
 * `no_register`, and removes the journal. What a program refuses is told on standard error and is
 * no failure: the certificate is there, and `register` can be repeated.
 */
bool acquisition_complete(struct workspace *workspace, const struct acquisition *acquisition,
                          bool no_register, struct valux_error *error);

#endif
