/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef ACQUISITION_END_H
#define ACQUISITION_END_H

#include <stdbool.h>

#include "acquisition.h"

/*
 * The last steps of an acquisition: registers the module with the user's hosts, unless
 * `no_register`, and removes the journal. What a host refuses is told on standard error and is no
 * failure: the certificate is there, and `register` can be repeated.
 */
bool acquisition_complete(struct session *session, const struct acquisition *acquisition,
                          bool no_register, struct valux_error *error);

#endif
