/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_new.h"

#include <limits.h>
#include <string.h>
#include <time.h>

#include "acquisition/acquire.h"
#include "acquisition/end.h"
#include "acquisition/options.h"
#include "centre/centre.h"
#include "pin/pin_form.h"
#include "pin/unlocking.h"
#include "screen/certificate_json.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/new_form.h"
#include "screen/options.h"
#include "screen/prompt.h"
#include "screen/secret_file.h"
#include "valux/text.h"
#include "workspace/field_rules.h"
#include "workspace/key_access.h"

#define DESCRIPTOR_MAX 65535
#define NO_DESCRIPTOR UINT_MAX

/* Where a secret is read from: a file, a descriptor, or the terminal if neither was given. */
struct source {
    const char *file;
    unsigned descriptor;
};

/* The options of `new`, as they stand on the command line. */
struct new_options {
    const char *company_id;
    const char *certificate_id;
    const char *nickname;
    struct source one_time_password;
    struct source passphrase;
    bool json;
    struct acquisition_options common;
};

struct form {
    struct acquisition_input input;
    bool given[INPUT_FIELD_COUNT];
};

static const char help[] =
    N_("Acquires a certificate with the IDs and the one-time password of the notice of the\n"
       "VALUX service ID. Fields that no option gives are asked for on the terminal. An\n"
       "acquisition with the same IDs that has not ended is taken up again.\n\n"
       "  --company-id ID        12 half-width letters and digits\n"
       "  --certificate-id ID    8 half-width letters and digits\n"
       "  --nickname NAME        6 to 20 half-width letters and digits\n"
       "  --otp-file FILE        read the one-time password from a file\n"
       "  --otp-fd NUMBER        read it from a file descriptor\n"
       "  --passphrase-file FILE read the passphrase from a file\n"
       "  --passphrase-fd NUMBER read it from a file descriptor\n"
       "  --json                 write the result as JSON\n");

static bool set_field(struct form *form, enum input_field field, const char *value,
                      struct valux_error *error)
{
    if (value == NULL)
        return true;
    if (strlen(value) >= INPUT_SIZE)
        return input_wrong(field, _("It is too long."), error);
    memcpy(form->input.fields[field], value, strlen(value) + 1);
    form->given[field] = true;
    return true;
}

static bool read_secret(struct form *form, enum input_field field, const struct source *source,
                        struct valux_error *error)
{
    char *line = form->input.fields[field];

    form->given[field] = source->file != NULL || source->descriptor != NO_DESCRIPTOR;
    if (source->file != NULL)
        return secret_file_read(source->file, field, line, error);
    return source->descriptor == NO_DESCRIPTOR ||
           secret_file_read_descriptor((int)source->descriptor, field, line, error);
}

static bool take_given(const struct new_options *options, struct form *form,
                       struct valux_error *error)
{
    return set_field(form, INPUT_COMPANY_ID, options->company_id, error) &&
           set_field(form, INPUT_CERTIFICATE_ID, options->certificate_id, error) &&
           set_field(form, INPUT_NICKNAME, options->nickname, error) &&
           read_secret(form, INPUT_ONE_TIME_PASSWORD, &options->one_time_password, error) &&
           read_secret(form, INPUT_PASSPHRASE, &options->passphrase, error);
}

/*
 * The manual's result screen. The first certificate is in use at once, a later one has to be
 * selected.
 */
static bool write_result(const struct workspace *workspace, const struct acquisition *acquisition,
                         bool json, struct valux_error *error)
{
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&workspace->catalogue, acquisition->key_id);

    if (entry == NULL)
        return valux_error_set_memory(error);
    if (json)
        return json_document_write(certificate_json(workspace, entry, time(NULL)), error);
    new_form_show_result(entry->nickname, acquisition->selected);
    return true;
}

/* Takes what options give and asks for the rest, without holding the store's lock meanwhile. */
static bool fill_form(const struct new_options *options, struct form *form,
                      struct valux_error *error)
{
    const struct valux_configuration *configuration = &options->common.configuration;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    bool result = take_given(options, form, error) &&
                  workspace_open(&workspace, configuration, error) &&
                  centre_is_configured(configuration, error) &&
                  new_form_complete(&form->input, form->given, &workspace.catalogue, error);

    workspace_close(&workspace);
    return result;
}

/*
 * Unlocks a store whose PIN the person has set for this acquisition, and so need not be asked for
 * again. Where that fails the certificate is there all the same.
 */
static void unlock_new_store(const char *pin)
{
    struct valux_error error;

    if (pin[0] != '\0' && pin_form_is_from_person() && !unlocking_run(pin, &error))
        command_line_warn(&error);
}

static bool acquire(const struct new_options *options, struct form *form, struct valux_error *error)
{
    char new_pin[VALUX_PIN_MAX + 1];
    const struct acquisition_options *common = &options->common;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    struct acquisition acquisition;
    bool result =
        fill_form(options, form, error) &&
        key_access_open_workspace(&workspace, &common->configuration, error) &&
        input_check_all(&form->input, &workspace.catalogue, error) &&
        acquisition_acquire(&workspace, &form->input, common->wait_seconds, &acquisition, error) &&
        acquisition_end(&workspace, &acquisition, common->no_register, error) &&
        write_result(&workspace, &acquisition, options->json, error);

    memcpy(new_pin, workspace.new_pin, sizeof new_pin);
    workspace_close(&workspace);
    if (result)
        unlock_new_store(new_pin);
    explicit_bzero(new_pin, sizeof new_pin);
    return result;
}

/* False with *status set where the command is to return at once. */
static bool read_options(struct new_options *options, int argument_count, char **arguments,
                         int *status)
{
    struct source *otp = &options->one_time_password;
    struct source *passphrase = &options->passphrase;
    const struct options_row rows[] = {
        {.name = "company-id", .text = &options->company_id},
        {.name = "certificate-id", .text = &options->certificate_id},
        {.name = "nickname", .text = &options->nickname},
        {.name = "otp-file", .text = &otp->file},
        {.name = "otp-fd", .number = &otp->descriptor, .maximum = DESCRIPTOR_MAX},
        {.name = "passphrase-file", .text = &passphrase->file},
        {.name = "passphrase-fd", .number = &passphrase->descriptor, .maximum = DESCRIPTOR_MAX},
        {.name = "json", .flag = &options->json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "new",
        .synopsis = "new [OPTION]...",
        .groups = {{rows, help}},
    };

    *options = (struct new_options){
        .one_time_password = {NULL, NO_DESCRIPTOR},
        .passphrase = {NULL, NO_DESCRIPTOR},
    };
    if (acquisition_options_read(&options->common, &command, argument_count, arguments, status) ==
        NULL)
        return false;
    if (otp->file != NULL && otp->descriptor != NO_DESCRIPTOR)
        *status =
            command_line_usage("new", _("%s and %s do not go together."), "--otp-file", "--otp-fd");
    else if (passphrase->file != NULL && passphrase->descriptor != NO_DESCRIPTOR)
        *status = command_line_usage("new", _("%s and %s do not go together."), "--passphrase-file",
                                     "--passphrase-fd");
    else
        return true;
    return false;
}

int cmd_new(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    struct new_options options;
    struct form form = {0};

    if (!read_options(&options, argument_count, arguments, &status))
        return status;
    status = acquire(&options, &form, &error) ? 0 : command_line_fail(&error);
    input_wipe(&form.input);
    return status;
}
