/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_REPAIR_H
#define VALUX_ENROLL_DOCTOR_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "workspace/workspace.h"

/*
 * Brings back what the catalogue does not know and the key database has: certificates with their
 * keys. The nickname and the IDs come from the certificate's nickname in the key database.
 * What NSS can't hold is lost: the service period is that of the 21-day rule until the centre is
 * asked, and nothing is selected unless one usable certificate is all there is.
 *
 * `workspace` is open for writing, with a catalogue that may be empty; *added counts the entries.
 * Does not save.
 */
bool repair_catalogue(struct workspace *workspace, size_t *added, struct valux_error *error);

#endif
