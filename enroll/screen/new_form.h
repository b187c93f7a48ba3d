/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_NEW_FORM_H
#define VALUX_ENROLL_SCREEN_NEW_FORM_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/error.h"
#include "workspace/input.h"

/* The manual's screen 証明書新規取得 on a terminal: what no option gave is asked for. */

/*
 * Asks for each field that is not given, again while it breaks its rule. Fields that are given are
 * checked first, so that nobody types secrets for nothing.
 */
bool new_form_complete(struct acquisition_input *input, const bool given[INPUT_FIELD_COUNT],
                       const struct valux_catalogue *catalogue, struct valux_error *error);

/* The manual's result screens: what to do next differs for the first certificate. */
void new_form_show_result(const char *nickname, bool selected);

#endif
