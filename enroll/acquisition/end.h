/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_END_H
#define VALUX_ENROLL_ACQUISITION_END_H

#include <stdbool.h>

#include "acquisition/acquisition.h"
#include "valux/error.h"
#include "workspace/workspace.h"

/*
 * The last steps of an acquisition or a renewal whose certificate is in the catalogue: registers
 * the module with the user's programs, unless `no_register` is true, and removes the journal. What
 * a program refuses is written to standard error and is no failure: the certificate is there, and
 * `valux-enroll register` can be run again. Closes the workspace's key database. False with *error
 * set where the journal can't be removed.
 */
bool acquisition_end(struct workspace *workspace, const struct acquisition *acquisition,
                     bool no_register, struct valux_error *error);

#endif
