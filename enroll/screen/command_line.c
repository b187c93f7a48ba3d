/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/command_line.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>

#include "screen/json_document.h"
#include "screen/output.h"
#include "valux/configuration.h"
#include "valux/json.h"
#include "valux/text.h"

static bool json_wanted;
static bool menu_runs;

void command_line_use_json(bool json)
{
    json_wanted = json;
}

bool command_line_is_json(void)
{
    return json_wanted;
}

void command_line_use_menu(void)
{
    menu_runs = true;
}

bool command_line_is_menu(void)
{
    return menu_runs;
}

/* What the person can do where the message itself does not say it, or NULL. */
static const char *advice(enum valux_error_domain domain)
{
    switch (domain) {
    case VALUX_ERROR_BUSY:
        return _("Wait until the other one has ended, and try again.");
    case VALUX_ERROR_NETWORK:
        return _("Check the network and the centre's address, and try again.");
    case VALUX_ERROR_STORE:
    case VALUX_ERROR_PROGRAM:
        return _("'valux-enroll doctor' says what is wrong and what to do.");
    case VALUX_ERROR_CENTRE:
        return _("If you can't tell why, ask the VALUX centre.");
    default:
        return NULL;
    }
}

/* Whether the centre may have to be asked about an error of this domain. */
static bool is_for_centre(enum valux_error_domain domain)
{
    return domain == VALUX_ERROR_NETWORK || domain == VALUX_ERROR_CENTRE ||
           domain == VALUX_ERROR_ANSWER || domain == VALUX_ERROR_PENDING;
}

static void write_json(const char *type, const struct valux_error *error, const char *what_to_do,
                       const char *contact)
{
    cJSON *object = cJSON_CreateObject();

    if (valux_json_set_string(object, "type", type) &&
        valux_json_set_string(object, "domain", valux_error_keyword(error->domain)) &&
        valux_json_set(object, "exitStatus",
                       cJSON_CreateNumber(valux_error_exit_status(error->domain))) &&
        valux_json_set_string(object, "message", error->message) &&
        (what_to_do == NULL || valux_json_set_string(object, "advice", what_to_do)) &&
        (contact[0] == '\0' || valux_json_set_string(object, "contact", contact)))
        json_document_write_line(stderr, object);
    else
        cJSON_Delete(object);
}

static void tell(const char *type, const struct valux_error *error)
{
    static struct valux_configuration configuration;
    struct valux_error ignored;

    if (!is_for_centre(error->domain) || !valux_configuration_load(&configuration, &ignored))
        configuration.contact[0] = '\0';
    if (json_wanted) {
        write_json(type, error, advice(error->domain), configuration.contact);
        return;
    }
    output_print(stderr, "valux-enroll: %s\n", error->message);
    if (configuration.contact[0] != '\0')
        output_print(stderr, _("The VALUX centre: %s\n"), configuration.contact);
}

int command_line_fail(const struct valux_error *error)
{
    tell("error", error);
    return valux_error_exit_status(error->domain);
}

void command_line_warn(const struct valux_error *error)
{
    tell("warning", error);
}

int command_line_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    struct valux_error error = {.domain = VALUX_ERROR_USAGE};

    va_start(arguments, format);
    valux_text_vprint(error.message, sizeof error.message, format, arguments);
    va_end(arguments);
    valux_text_printable(error.message);
    tell("error", &error);
    if (!json_wanted) {
        output_print(stderr, _("Try 'valux-enroll %s --help'."), command);
        output_print(stderr, "\n");
    }
    return valux_error_exit_status(VALUX_ERROR_USAGE);
}
