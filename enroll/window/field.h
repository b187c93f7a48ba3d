/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_FIELD_H
#define VALUX_WINDOW_FIELD_H

#include <adwaita.h>

#include "field_rule.h"

/*
 * A field of the form: its name, an entry and a line that says the field's rule, what is wrong, or
 * that all is right. A secret is hidden and has a button to look at it. Blanks are cut, and
 * full-width letters can be made half-width by a button. The signal "changed" follows each change.
 */

#define VALUX_TYPE_FIELD (valux_field_get_type())
G_DECLARE_FINAL_TYPE(ValuxField, valux_field, VALUX, FIELD, AdwBin)

ValuxField *field_new(enum field_kind kind);

/* The text, which belongs to the field until the next change, and may be a secret. */
const char *field_text(ValuxField *field);

/* Empties the field and hides its secret again. */
void field_clear(ValuxField *field);

/* Another reason than the rule why the text can't be taken, or NULL. The text is copied. */
void field_set_objection(ValuxField *field, const char *objection);

/* Whether the rule holds and there is no objection. */
gboolean field_is_right(ValuxField *field);

/* Puts the cursor into the field. */
void field_focus(ValuxField *field);

#endif
