/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_FIELD_RULES_H
#define VALUX_ENROLL_WORKSPACE_FIELD_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/catalogue.h"
#include "valux/error.h"

/*
 * What the person enters for an acquisition, and the rules for it, which are those of the notice of
 * the VALUX service ID. Everything is checked before anything leaves the machine, so that no
 * one-time password is spent on a typing error.
 */

#define INPUT_ONE_TIME_PASSWORD_LENGTH 12
#define INPUT_PASSPHRASE_MAX 20
#define INPUT_NICKNAME_MIN 6
/*
 * Bytes of a field's buffer. Every value that is allowed is shorter, so one that is too long is
 * noticed.
 */
#define INPUT_SIZE 256

enum input_field {
    INPUT_COMPANY_ID,        /* 企業ID: 12 half-width alphanumerics */
    INPUT_CERTIFICATE_ID,    /* 証明書ID: 8 half-width alphanumerics */
    INPUT_ONE_TIME_PASSWORD, /* ワンタイムパスワード: 12 half-width alphanumerics */
    INPUT_PASSPHRASE,        /* パスフレーズ: 6 to 20 capital letters */
    INPUT_NICKNAME,          /* 証明書ニックネーム: 6 to 20 half-width alphanumerics */
};
#define INPUT_FIELD_COUNT 5

struct acquisition_input {
    char fields[INPUT_FIELD_COUNT][INPUT_SIZE];
};

/* The field's name as the manual has it, in the person's language. Static. */
const char *input_field_name(enum input_field field);

/* What the field takes, in the person's language, such as "6 to 20 capital letters". Static. */
const char *input_field_rule(enum input_field field);

/*
 * Sets the error for a field's value: `what` is a sentence that says what is wrong, in the person's
 * language. It never shows the value, which may be a secret. VALUX_ERROR_INPUT; false always.
 */
bool input_wrong(enum input_field field, const char *what, struct valux_error *error);

/*
 * Checks a value against its field's rule. False with VALUX_ERROR_INPUT and a message that names
 * the field and the rule, but never the value: it may be a secret.
 */
bool input_check(enum input_field field, const char *value, struct valux_error *error);

/*
 * Checks that the nickname is free. Superseded entries of the catalogue may have it.
 * VALUX_ERROR_INPUT.
 */
bool input_check_nickname(const char *nickname, const struct valux_catalogue *catalogue,
                          struct valux_error *error);

/* Checks every field against its rule, and that the nickname is free. VALUX_ERROR_INPUT. */
bool input_check_all(const struct acquisition_input *input, const struct valux_catalogue *catalogue,
                     struct valux_error *error);

/* Overwrites all fields, so that no secret stays in memory. */
void input_wipe(struct acquisition_input *input);

#endif
