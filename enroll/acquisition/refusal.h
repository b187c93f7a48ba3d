/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_REFUSAL_H
#define VALUX_ENROLL_ACQUISITION_REFUSAL_H

#include <stdbool.h>

#include "valux/key_id.h"
#include "workspace/workspace.h"

/*
 * Says why a certificate can't be renewed. `error` then has the status, and what the centre has
 * done to it and what to do, where the centre has suspended or revoked it. Returns false always.
 */
bool refusal_by_status(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       int64_t now, struct valux_error *error);

/*
 * Explains a renewal that the centre has refused: where it is known by now that the certificate is
 * suspended or revoked, its message replaces that of *error, whose domain stays.
 */
void refusal_explain(const struct workspace *workspace, struct valux_key_id key_id, int64_t now,
                     struct valux_error *error);

#endif
