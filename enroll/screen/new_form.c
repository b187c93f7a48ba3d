/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/new_form.h"

#include <stdio.h>
#include <string.h>

#include "screen/command_line.h"
#include "screen/output.h"
#include "screen/prompt.h"
#include "valux/text.h"

static bool is_secret(enum input_field field)
{
    return field == INPUT_ONE_TIME_PASSWORD || field == INPUT_PASSPHRASE;
}

static bool check_one(enum input_field field, const char *value,
                      const struct valux_catalogue *catalogue, struct valux_error *error)
{
    return input_check(field, value, error) &&
           (field != INPUT_NICKNAME || input_check_nickname(value, catalogue, error));
}

static bool ask(enum input_field field, char *value, const struct valux_catalogue *catalogue,
                struct valux_error *error)
{
    char question[256];
    struct valux_error wrong;

    valux_text_print(question, sizeof question, "%s (%s)", input_field_name(field),
                     input_field_rule(field));
    for (;;) {
        if (!prompt_line(question, is_secret(field), value, INPUT_SIZE, error)) {
            if (error->domain != VALUX_ERROR_INPUT)
                return false;
            wrong = *error;
        } else if (check_one(field, value, catalogue, &wrong)) {
            return true;
        }
        output_print(stderr, "%s\n", wrong.message);
    }
}

bool new_form_complete(struct acquisition_input *input, const bool given[INPUT_FIELD_COUNT],
                       const struct valux_catalogue *catalogue, struct valux_error *error)
{
    bool introduced = false;

    for (enum input_field field = 0; field < INPUT_FIELD_COUNT; field++)
        if (given[field] && !check_one(field, input->fields[field], catalogue, error))
            return false;
    for (enum input_field field = 0; field < INPUT_FIELD_COUNT; field++) {
        if (given[field])
            continue;
        if (!prompt_allowed(error))
            return false;
        if (!introduced)
            output_print(stderr, "%s\n\n",
                         _("Acquiring a certificate: enter what the notice of the VALUX service ID "
                           "says. The one-time password and the passphrase are not shown."));
        introduced = true;
        if (!ask(field, input->fields[field], catalogue, error))
            return false;
    }
    return true;
}

void new_form_show_result(const char *nickname, bool selected)
{
    output_print(stdout, _("The certificate %s has been acquired."), nickname);
    putchar('\n');
    if (selected)
        output_print(stdout, "%s\n", _("It is the certificate in use."));
    else if (!command_line_is_menu())
        output_print(stdout, _("To use it, select it: valux-enroll select %s\n"), nickname);
}
