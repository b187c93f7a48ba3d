/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CATALOGUE_FILE_H
#define VALUX_CATALOGUE_FILE_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/store.h"

/* The catalogue in the store, and the snapshot that is compiled from it. */

/*
 * Loads the store's catalogue; an empty one if there is none yet. The caller frees *catalogue with
 * valux_catalogue_free. VALUX_ERROR_STORE if it can't be read.
 */
bool valux_catalogue_load(struct valux_catalogue *catalogue, const struct valux_store *store,
                          struct valux_error *error);

/*
 * Raises the generation, and writes the catalogue and then the snapshot with the configuration's
 * exposure and thresholds. The caller holds the store's lock.
 */
bool valux_catalogue_save(struct valux_catalogue *catalogue, const struct valux_store *store,
                          const struct valux_configuration *configuration,
                          struct valux_error *error);

/*
 * Writes the snapshot anew if it is missing or damaged, or if catalogue and configuration say
 * something else by now. *written tells whether it was. The caller holds the store's lock.
 */
bool valux_catalogue_refresh_snapshot(const struct valux_catalogue *catalogue,
                                      const struct valux_store *store,
                                      const struct valux_configuration *configuration,
                                      bool *written, struct valux_error *error);

#endif
