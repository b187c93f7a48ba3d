/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_CHECK_ISSUED_H
#define VALUX_ENROLL_ACQUISITION_CHECK_ISSUED_H

#include <stdbool.h>
#include <stdint.h>

#include "centre/centre.h"
#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "workspace/journal.h"

/*
 * Checks what the centre has issued before anything is stored: the key is the journal's, the path
 * leads to a configured CA, the certificate names the certificate ID, is for client authentication
 * and has not expired at `now`, and the service period is sane. An answer without a certificate of
 * its own has it among the others: the one that is for the key. On true issued->chain is the path
 * alone, the issuer first, without a self-signed end. VALUX_ERROR_ANSWER with a message that says
 * what is wrong.
 */
bool acquisition_check(const struct valux_configuration *configuration,
                       const struct journal *journal, struct centre_issued *issued, int64_t now,
                       struct valux_error *error);

/*
 * Checks that no other certificate of the catalogue has the issuer and the serial number of what
 * was issued for the key `key_id`. NSS can't hold two such certificates. VALUX_ERROR_ANSWER.
 */
bool acquisition_check_serial(const struct valux_catalogue *catalogue, struct valux_key_id key_id,
                              const struct valux_bytes *certificate, struct valux_error *error);

/*
 * Checks, before anything is sent, that what acquisition_check needs is there: a CA file that is
 * missed only afterwards is missed when the one-time password is spent. *warning is as
 * valux_authority_files_read sets it. VALUX_ERROR_CONFIGURATION.
 */
bool acquisition_check_configuration(const struct valux_configuration *configuration,
                                     struct valux_error *warning, struct valux_error *error);

#endif
