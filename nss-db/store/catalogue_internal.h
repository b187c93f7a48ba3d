/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_CATALOGUE_INTERNAL_H
#define VALUX_STORE_CATALOGUE_INTERNAL_H

#include "valux/catalogue.h"

/* The catalogue as the text of its file, which the caller frees; NULL with *error set. */
char *valux_catalogue_to_text(struct valux_catalogue *catalogue, struct valux_error *error);

#endif
