/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_NEW_FORM_H
#define VALUX_ENROLL_SCREEN_NEW_FORM_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/error.h"
#include "workspace/field_rules.h"

/* The manual's screen 証明書新規取得 on a terminal. */

/*
 * Asks for each field that is not given, and asks again until the answer keeps the field's rule.
 * Fields that are given are checked first, so that nobody types secrets in vain. False with *error
 * set where a given field breaks its rule, or where the person can't be asked or cancels.
 */
bool new_form_complete(struct acquisition_input *input, const bool given[INPUT_FIELD_COUNT],
                       const struct valux_catalogue *catalogue, struct valux_error *error);

/*
 * Writes the manual's result screen. `selected` is whether the certificate is the one in use now.
 */
void new_form_show_result(const char *nickname, bool selected);

#endif
