/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_CHECK_H
#define VALUX_ENROLL_ACQUISITION_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "centre/centre.h"
#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "workspace/journal.h"

/*
 * Checks what the centre has issued before anything is stored: its key is the journal's, its chain
 * leads to the configured CA, it names the certificate ID, it is for client authentication, it has
 * not expired at `now` (seconds), and its service period is plausible. False with
 * VALUX_ERROR_ANSWER and a message that says what is wrong.
 */
bool acquisition_check(const struct valux_configuration *configuration,
                       const struct journal *journal, const struct centre_issued *issued,
                       int64_t now, struct valux_error *error);

/*
 * Checks that no other certificate of the catalogue has the issuer and the serial number of what
 * was issued for the key `key_id`. NSS can't hold two such certificates. Likewise.
 */
bool acquisition_check_serial(const struct valux_catalogue *catalogue, struct valux_key_id key_id,
                              const struct valux_bytes *certificate, struct valux_error *error);

/*
 * Checks, before anything is sent, that acquisition_check will find the CA file that it needs. If
 * the file were missed only later, the one-time password would be spent by then. False with
 * VALUX_ERROR_CONFIGURATION.
 */
bool acquisition_check_configuration(const struct valux_configuration *configuration,
                                     struct valux_error *error);

#endif
