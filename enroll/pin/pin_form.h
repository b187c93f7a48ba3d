/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_PIN_FORM_H
#define VALUX_ENROLL_PIN_PIN_FORM_H

#include <stdbool.h>

#include "screen/options.h"
#include "valux/error.h"
#include "workspace/seal_secret.h"

/*
 * Asks for a PIN: from the files that the options name, or on the terminal, or, where there is no
 * terminal but a desktop, in a window of pinentry's. Where a program reads what the command writes
 * (--json), nobody is asked.
 */

/* The options of each command that may need the PIN. */
extern const struct options_group pin_form_options;

/* Those of a command that may set one as well. */
extern const struct options_group pin_form_setting_options;

/* A pin_ask of workspace/seal_secret.h. */
bool pin_form_ask(enum pin_question question, char pin[static VALUX_PIN_MAX + 1],
                  struct valux_error *error);

/* Whether a new PIN comes from a person, or from a program that asks one; else from a file. */
bool pin_form_is_from_person(void);

#endif
