/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_REQUEST_PASSPHRASE_H
#define VALUX_ENROLL_ACQUISITION_REQUEST_PASSPHRASE_H

#include <stdbool.h>

#include "centre/centre.h"
#include "valux/bytes.h"
#include "valux/error.h"
#include "workspace/journal.h"
#include "workspace/workspace.h"

/*
 * The PKCS#10 request with the passphrase of `request` in it. One that was sent before with the
 * same secrets is sent again, whatever is configured; else it is made for a centre that wants it,
 * and the journal gets it in sealed form. *pkcs10 stays empty where neither is so; the caller wipes
 * it.
 */
bool acquisition_add_passphrase(struct workspace *workspace, struct journal *journal,
                                const struct centre_request *request, struct valux_bytes *pkcs10,
                                struct valux_error *error);

#endif
