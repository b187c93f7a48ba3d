/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SNAPSHOT_COMPILER_H
#define VALUX_SNAPSHOT_COMPILER_H

#include <stdbool.h>

#include "valux/bytes.h"
#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"

/* Compiles the catalogue into a snapshot, the flat file that module and signer read. */

/*
 * Compiles the entries that the configuration's exposure can show. *snapshot becomes the file's
 * bytes, which the caller frees. VALUX_ERROR_STORE if the catalogue has a CA certificate that can't
 * be read, or one certificate twice.
 */
bool valux_snapshot_compile(const struct valux_catalogue *catalogue,
                            const struct valux_configuration *configuration, bool locked,
                            struct valux_bytes *snapshot, struct valux_error *error);

#endif
