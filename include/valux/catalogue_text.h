/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CATALOGUE_TEXT_H
#define VALUX_CATALOGUE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/catalogue.h"
#include "valux/error.h"

/* The catalogue as the text of its file: JSON, as docs/formats.md describes it. */

/*
 * Reads `length` bytes of text. The caller frees *catalogue with valux_catalogue_free.
 * VALUX_ERROR_STORE with a message that names the member, if the text is not a catalogue's.
 */
bool valux_catalogue_parse(struct valux_catalogue *catalogue, const char *text, size_t length,
                           struct valux_error *error);

/*
 * The text, which the caller frees. Members of the file that this version does not know are in it
 * again. NULL with *error set if there is not enough memory.
 */
char *valux_catalogue_to_text(struct valux_catalogue *catalogue, struct valux_error *error);

#endif
