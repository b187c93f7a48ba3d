/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_REPAIR_H
#define VALUX_ENROLL_DOCTOR_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "workspace/workspace.h"

#define REPAIR_NAME_SIZE 64 /* bytes of a damaged catalogue's new name */

/*
 * Loads the catalogue, or sets a damaged one aside and begins an empty one. A catalogue's
 * generation counts its changes and must never fall. The damaged one's is lost, so the new one
 * begins with the time in seconds, which is larger than any number of changes. `kept` becomes the
 * damaged one's new name in the store, or empty.
 */
bool repair_load_catalogue(struct workspace *workspace, char kept[static REPAIR_NAME_SIZE],
                           struct valux_error *error);

/*
 * Restores certificates that the key database has with their keys but the catalogue does not know:
 * adds them to the workspace's catalogue, which may be empty, and counts them in *added. Nickname
 * and IDs come from the certificate's nickname in the key database. What NSS does not store is
 * lost: the service period follows from the 21-day rule until the centre is asked, and a
 * certificate is selected only if it is the only one that can be used. The workspace is open for
 * writing; the caller saves it.
 */
bool repair_catalogue(struct workspace *workspace, size_t *added, struct valux_error *error);

#endif
