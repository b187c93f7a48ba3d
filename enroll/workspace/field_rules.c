/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/field_rules.h"

#include <string.h>

#include "valux/text.h"

struct rule {
    const char *name;
    const char *rule;
    size_t minimum;
    size_t maximum;
    bool capitals_only;
};

static const struct rule rules[INPUT_FIELD_COUNT] = {
    [INPUT_COMPANY_ID] = {N_("company ID"), N_("12 half-width letters and digits"),
                          VALUX_COMPANY_ID_LENGTH, VALUX_COMPANY_ID_LENGTH, false},
    [INPUT_CERTIFICATE_ID] = {N_("certificate ID"), N_("8 half-width letters and digits"),
                              VALUX_CERTIFICATE_ID_LENGTH, VALUX_CERTIFICATE_ID_LENGTH, false},
    [INPUT_ONE_TIME_PASSWORD] = {N_("one-time password"), N_("12 half-width letters and digits"),
                                 INPUT_ONE_TIME_PASSWORD_LENGTH, INPUT_ONE_TIME_PASSWORD_LENGTH,
                                 false},
    [INPUT_PASSPHRASE] = {N_("passphrase"), N_("6 to 20 capital letters"), 6, INPUT_PASSPHRASE_MAX,
                          true},
    [INPUT_NICKNAME] = {N_("certificate nickname"), N_("6 to 20 half-width letters and digits"),
                        INPUT_NICKNAME_MIN, VALUX_NICKNAME_MAX, false},
};

const char *input_field_name(enum input_field field)
{
    return _(rules[field].name);
}

const char *input_field_rule(enum input_field field)
{
    return _(rules[field].rule);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_alphanumeric(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool input_wrong(enum input_field field, const char *what, struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_INPUT, _("%s: %s It takes %s."),
                           input_field_name(field), what, input_field_rule(field));
}

bool input_check(enum input_field field, const char *value, struct valux_error *error)
{
    const struct rule *rule = &rules[field];
    size_t length = strlen(value);

    if (length == 0)
        return input_wrong(field, _("It is missing."), error);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)value[i] >= 0x80)
            return input_wrong(
                field, _("It has full-width or other characters that are not allowed."), error);
    for (size_t i = 0; i < length; i++) {
        if (rule->capitals_only && !is_capital(value[i]))
            return input_wrong(field, _("It has a character that is not a capital letter."), error);
        if (!is_alphanumeric(value[i]))
            return input_wrong(field, _("It has a character that is neither letter nor digit."),
                               error);
    }
    if (length < rule->minimum)
        return input_wrong(field, _("It is too short."), error);
    if (length > rule->maximum)
        return input_wrong(field, _("It is too long."), error);
    return true;
}

bool input_check_nickname(const char *nickname, const struct valux_catalogue *catalogue,
                          struct valux_error *error)
{
    const struct valux_catalogue_entry *entry = valux_catalogue_by_name(catalogue, nickname);

    if (entry != NULL && !entry->superseded && strcmp(entry->nickname, nickname) == 0)
        return valux_error_set(error, VALUX_ERROR_INPUT,
                               _("There is a certificate with the nickname %s already. Choose "
                                 "another nickname."),
                               nickname);
    return true;
}

bool input_check_all(const struct acquisition_input *input, const struct valux_catalogue *catalogue,
                     struct valux_error *error)
{
    for (enum input_field field = 0; field < INPUT_FIELD_COUNT; field++)
        if (!input_check(field, input->fields[field], error))
            return false;
    return input_check_nickname(input->fields[INPUT_NICKNAME], catalogue, error);
}

void input_wipe(struct acquisition_input *input)
{
    explicit_bzero(input, sizeof *input);
}
