/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition_end.h"
#include "centre.h"
#include "centre_options.h"
#include "command.h"
#include "input.h"
#include "new_form.h"
#include "prompt.h"
#include "report.h"
#include "valux/text.h"

#define DEFAULT_WAIT_SECONDS 120

struct new_options {
    struct valux_configuration configuration;
    struct acquisition_input input;
    bool given[INPUT_FIELD_COUNT];
    unsigned wait_seconds;
    bool no_register;
    bool json;
    bool help;
};

enum {
    OPTION_OTP_FILE = 1,
    OPTION_OTP_DESCRIPTOR,
    OPTION_PASSPHRASE_FILE,
    OPTION_PASSPHRASE_DESCRIPTOR,
    OPTION_WAIT,
    OPTION_NO_REGISTER,
};

static const struct option long_options[] = {
    {"company-id", required_argument, NULL, 'c'},
    {"certificate-id", required_argument, NULL, 'i'},
    {"nickname", required_argument, NULL, 'n'},
    {"otp-file", required_argument, NULL, OPTION_OTP_FILE},
    {"otp-fd", required_argument, NULL, OPTION_OTP_DESCRIPTOR},
    {"passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE},
    {"passphrase-fd", required_argument, NULL, OPTION_PASSPHRASE_DESCRIPTOR},
    {"wait", required_argument, NULL, OPTION_WAIT},
    {"no-register", no_argument, NULL, OPTION_NO_REGISTER},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    CENTRE_OPTIONS,
    {NULL, 0, NULL, 0},
};

static int help(void)
{
    command_help("new [OPTION]...",
                 _("Acquires a certificate with the IDs and the one-time password of the notice of "
                   "the\nVALUX service ID. Fields that no option gives are asked for on the "
                   "terminal.\n\n"
                   "  --company-id ID        12 half-width letters and digits\n"
                   "  --certificate-id ID    8 half-width letters and digits\n"
                   "  --nickname NAME        6 to 20 half-width letters and digits\n"
                   "  --otp-file FILE        read the one-time password from a file\n"
                   "  --otp-fd NUMBER        read it from a file descriptor\n"
                   "  --passphrase-file FILE read the passphrase from a file\n"
                   "  --passphrase-fd NUMBER read it from a file descriptor\n"
                   "  --wait SECONDS         wait so long while the centre issues (120)\n"
                   "  --no-register          leave the browsers' databases alone\n"
                   "  --json                 write the result as JSON\n"));
    fputs(centre_options_help(), stdout);
    return 0;
}

static bool set_field(struct new_options *options, enum input_field field, const char *value,
                      struct valux_error *error)
{
    if (strlen(value) >= INPUT_SIZE)
        return valux_error_set(error, VALUX_ERROR_INPUT, _("%s: %s It takes %s."),
                               input_field_name(field), _("It is too long."),
                               input_field_rule(field));
    memcpy(options->input.fields[field], value, strlen(value) + 1);
    options->given[field] = true;
    return true;
}

static bool read_secret(struct new_options *options, enum input_field field, const char *source,
                        bool is_descriptor, struct valux_error *error)
{
    char *line = options->input.fields[field];
    unsigned descriptor;

    options->given[field] = true;
    if (!is_descriptor)
        return prompt_read_file(source, line, INPUT_SIZE, error);
    return command_number(source, 65535, &descriptor, error) &&
           prompt_read_descriptor((int)descriptor, line, INPUT_SIZE, error);
}

static bool take_option(struct new_options *options, int option, struct valux_error *error)
{
    switch (option) {
    case 'c':
        return set_field(options, INPUT_COMPANY_ID, optarg, error);
    case 'i':
        return set_field(options, INPUT_CERTIFICATE_ID, optarg, error);
    case 'n':
        return set_field(options, INPUT_NICKNAME, optarg, error);
    case OPTION_OTP_FILE:
    case OPTION_OTP_DESCRIPTOR:
        return read_secret(options, INPUT_ONE_TIME_PASSWORD, optarg,
                           option == OPTION_OTP_DESCRIPTOR, error);
    case OPTION_PASSPHRASE_FILE:
    case OPTION_PASSPHRASE_DESCRIPTOR:
        return read_secret(options, INPUT_PASSPHRASE, optarg,
                           option == OPTION_PASSPHRASE_DESCRIPTOR, error);
    case OPTION_WAIT:
        return command_number(optarg, 86400, &options->wait_seconds, error);
    case OPTION_NO_REGISTER:
        options->no_register = true;
        return true;
    case 'j':
        options->json = true;
        return true;
    case 'h':
        options->help = true;
        return true;
    default:
        return centre_option_set(&options->configuration, option, optarg, error);
    }
}

static bool read_options(struct new_options *options, int argument_count, char **arguments,
                         struct valux_error *error)
{
    int option;

    if (!valux_configuration_load(&options->configuration, error))
        return false;
    options->wait_seconds = DEFAULT_WAIT_SECONDS;
    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        if (option == '?')
            return valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                                   _("Try 'valux-enroll new --help'."));
        if (!take_option(options, option, error))
            return false;
    }
    if (optind < argument_count)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The argument \"%s\" is not wanted."),
                               arguments[optind]);
    return true;
}

/* The manual's result screens: the first certificate is in use at once, a later one waits. */
static bool write_result(const struct session *session, const struct acquisition *acquisition,
                         bool json, struct valux_error *error)
{
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&session->catalogue, acquisition->key_id);

    if (entry == NULL)
        return valux_error_set_memory(error);
    if (json)
        return report_write_json(report_json(session, entry, time(NULL)), error);
    new_form_show_result(entry->nickname, acquisition->selected);
    return true;
}

/* Nobody holds the store's lock while a person types. */
static bool fill_form(struct new_options *options, struct valux_error *error)
{
    struct session session;
    bool result = session_open(&session, &options->configuration, error) &&
                  centre_is_configured(&options->configuration, error) &&
                  new_form_complete(&options->input, options->given, &session.catalogue, error);

    session_close(&session);
    return result;
}

static bool acquire(struct new_options *options, struct valux_error *error)
{
    bool result = false;
    struct session session = {.store = {.directory = -1, .lock = -1}};
    struct acquisition acquisition;

    if (!fill_form(options, error) ||
        !session_open_locked(&session, &options->configuration, error) ||
        !input_check_all(&options->input, &session.catalogue, error) ||
        !acquisition_run(&session, &options->input, options->wait_seconds, &acquisition, error) ||
        !acquisition_complete(&session, &acquisition, options->no_register, error) ||
        !write_result(&session, &acquisition, options->json, error))
        goto done;
    result = true;
done:
    session_close(&session);
    return result;
}

int cmd_new(int argument_count, char **arguments)
{
    struct new_options options = {0};
    struct valux_error error = {0};
    int status = 0;

    if (!read_options(&options, argument_count, arguments, &error))
        status = command_fail(&error);
    else if (options.help)
        status = help();
    else if (!acquire(&options, &error))
        status = command_fail(&error);
    input_wipe(&options.input);
    return status;
}
