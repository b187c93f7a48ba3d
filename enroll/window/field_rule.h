/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_FIELD_RULE_H
#define VALUX_WINDOW_FIELD_RULE_H

/*
 * The rules of the form's fields. valux-enroll checks the same ones again; here they say while the
 * person types what a field still lacks. Texts are UTF-8.
 */

enum field_kind {
    FIELD_COMPANY_ID,
    FIELD_CERTIFICATE_ID,
    FIELD_ONE_TIME_PASSWORD,
    FIELD_PASSPHRASE,
    FIELD_NICKNAME,
    FIELD_KIND_COUNT
};

/* The field's name, with a mnemonic, and its rule in words. Both are translated. */
const char *field_rule_name(enum field_kind kind);
const char *field_rule_text(enum field_kind kind);

/* NULL if the text keeps the field's rule, otherwise a translated sentence of what is wrong. */
const char *field_rule_complaint(enum field_kind kind, const char *text);

/*
 * The text without blanks, tabs and line ends, which come with a pasted text. NULL if it has none.
 * The caller frees it by field_rule_free.
 */
char *field_rule_without_blanks(const char *text);

/*
 * The text with half-width letters and digits in place of full-width ones (Unicode's NFKC). NULL if
 * that changes nothing or leaves letters outside of ASCII. The caller frees it by field_rule_free.
 */
char *field_rule_half_width(const char *text);

/* Wipes and frees a text that may be a secret. NULL is allowed. */
void field_rule_free(char *text);

#endif
