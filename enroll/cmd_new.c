/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_new.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "acquisition/end.h"
#include "acquisition/options.h"
#include "centre/centre.h"
#include "screen/command_line.h"
#include "screen/new_form.h"
#include "screen/prompt.h"
#include "screen/report.h"
#include "valux/text.h"
#include "workspace/input.h"

struct form {
    struct acquisition_input input;
    bool given[INPUT_FIELD_COUNT];
};

enum {
    OPTION_OTP_FILE = 1,
    OPTION_OTP_DESCRIPTOR,
    OPTION_PASSPHRASE_FILE,
    OPTION_PASSPHRASE_DESCRIPTOR,
};

static const struct option long_options[] = {
    {"company-id", required_argument, NULL, 'c'},
    {"certificate-id", required_argument, NULL, 'i'},
    {"nickname", required_argument, NULL, 'n'},
    {"otp-file", required_argument, NULL, OPTION_OTP_FILE},
    {"otp-fd", required_argument, NULL, OPTION_OTP_DESCRIPTOR},
    {"passphrase-file", required_argument, NULL, OPTION_PASSPHRASE_FILE},
    {"passphrase-fd", required_argument, NULL, OPTION_PASSPHRASE_DESCRIPTOR},
    ACQUISITION_OPTION_JSON_ROW,
    ACQUISITION_OPTIONS,
    {NULL, 0, NULL, 0},
};

static int help(const struct acquisition_command *command)
{
    return acquisition_options_help(
        command, "new [OPTION]...",
        _("Acquires a certificate with the IDs and the one-time password of the notice of the\n"
          "VALUX service ID. Fields that no option gives are asked for on the terminal. An\n"
          "acquisition with the same IDs that has not ended is taken up again.\n\n"
          "  --company-id ID        12 half-width letters and digits\n"
          "  --certificate-id ID    8 half-width letters and digits\n"
          "  --nickname NAME        6 to 20 half-width letters and digits\n"
          "  --otp-file FILE        read the one-time password from a file\n"
          "  --otp-fd NUMBER        read it from a file descriptor\n"
          "  --passphrase-file FILE read the passphrase from a file\n"
          "  --passphrase-fd NUMBER read it from a file descriptor\n"));
}

static bool set_field(struct form *form, enum input_field field, const char *value,
                      struct valux_error *error)
{
    if (strlen(value) >= INPUT_SIZE)
        return valux_error_set(error, VALUX_ERROR_INPUT, _("%s: %s It takes %s."),
                               input_field_name(field), _("It is too long."),
                               input_field_rule(field));
    memcpy(form->input.fields[field], value, strlen(value) + 1);
    form->given[field] = true;
    return true;
}

static bool read_secret(struct form *form, enum input_field field, const char *source,
                        bool is_descriptor, struct valux_error *error)
{
    char *line = form->input.fields[field];
    unsigned descriptor;

    form->given[field] = true;
    if (!is_descriptor)
        return prompt_read_file(source, line, INPUT_SIZE, error);
    return command_number(source, 65535, &descriptor, error) &&
           prompt_read_descriptor((int)descriptor, line, INPUT_SIZE, error);
}

/* A member of struct acquisition_command. */
static bool take_option(void *own, int option, struct valux_error *error)
{
    struct form *form = own;

    switch (option) {
    case 'c':
        return set_field(form, INPUT_COMPANY_ID, optarg, error);
    case 'i':
        return set_field(form, INPUT_CERTIFICATE_ID, optarg, error);
    case 'n':
        return set_field(form, INPUT_NICKNAME, optarg, error);
    case OPTION_OTP_FILE:
    case OPTION_OTP_DESCRIPTOR:
        return read_secret(form, INPUT_ONE_TIME_PASSWORD, optarg, option == OPTION_OTP_DESCRIPTOR,
                           error);
    default:
        return read_secret(form, INPUT_PASSPHRASE, optarg, option == OPTION_PASSPHRASE_DESCRIPTOR,
                           error);
    }
}

/* The manual's result screens: the first certificate is in use at once, a later one waits. */
static bool write_result(const struct workspace *workspace, const struct acquisition *acquisition,
                         bool json, struct valux_error *error)
{
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&workspace->catalogue, acquisition->key_id);

    if (entry == NULL)
        return valux_error_set_memory(error);
    if (json)
        return report_write_json(report_json(workspace, entry, time(NULL)), error);
    new_form_show_result(entry->nickname, acquisition->selected);
    return true;
}

/* Nobody holds the store's lock while a person types. */
static bool fill_form(const struct acquisition_options *options, struct form *form,
                      struct valux_error *error)
{
    struct workspace workspace;
    bool result = workspace_open(&workspace, &options->configuration, error) &&
                  centre_is_configured(&options->configuration, error) &&
                  new_form_complete(&form->input, form->given, &workspace.catalogue, error);

    workspace_close(&workspace);
    return result;
}

static bool acquire(const struct acquisition_options *options, struct form *form,
                    struct valux_error *error)
{
    bool result = false;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    struct acquisition acquisition;

    if (!fill_form(options, form, error) ||
        !workspace_open_locked(&workspace, &options->configuration, error) ||
        !input_check_all(&form->input, &workspace.catalogue, error) ||
        !acquisition_run(&workspace, &form->input, options->wait_seconds, &acquisition, error) ||
        !acquisition_end(&workspace, &acquisition, options->no_register, error) ||
        !write_result(&workspace, &acquisition, options->json, error))
        goto done;
    result = true;
done:
    workspace_close(&workspace);
    return result;
}

int cmd_new(int argument_count, char **arguments)
{
    struct form form = {0};
    struct acquisition_options options;
    struct valux_error error = {0};
    const struct acquisition_command command = {"new", long_options, 0, take_option, &form};
    int status = 0;
    bool read = acquisition_options_read(&options, &command, argument_count, arguments, &error);

    if (read && options.help)
        status = help(&command);
    else if (!read || !acquire(&options, &form, &error))
        status = command_fail(&error);
    input_wipe(&form.input);
    return status;
}
