/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_STORE_AGE_H
#define VALUX_ENROLL_WORKSPACE_STORE_AGE_H

#include "workspace/older_store.h"
#include "workspace/workspace.h"

/*
 * What older_store_check says, but for a catalogue that alone is older than the key database beside
 * it: then nothing is lost. The answer is OLDER_STORE_YES there too, and *error says that `repair`
 * brings the certificates back. May open the key database for reading; workspace_close closes it.
 */
enum older_store store_age_check(struct workspace *workspace, struct valux_error *error);

#endif
