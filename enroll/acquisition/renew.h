/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_RENEW_H
#define VALUX_ENROLL_ACQUISITION_RENEW_H

#include <stdbool.h>

#include "acquisition/acquisition.h"
#include "valux/catalogue.h"
#include "valux/error.h"
#include "workspace/workspace.h"

/*
 * Renews an entry whose status is renewable. Its own key proves who asks. The renewed certificate
 * gets a key of its own, and its entry supersedes the old one: it takes over the nickname and, if
 * the old one was selected, the selection. A renewal of the entry that has not ended is taken up
 * again. Waits, returns and fails as acquisition_acquire does.
 */
bool acquisition_renew(struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error);

#endif
