/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/pin_form.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pin/pinentry.h"
#include "screen/command_line.h"
#include "screen/output.h"
#include "screen/progress.h"
#include "screen/prompt.h"
#include "valux/text.h"

#define NO_DESCRIPTOR 65536 /* where none was given */

static const char *pin_file;
static const char *new_pin_file;
static unsigned pin_descriptor = NO_DESCRIPTOR;
static unsigned new_pin_descriptor = NO_DESCRIPTOR;

static const struct options_row rows[] = {
    {.name = "pin-file", .text = &pin_file},
    {.name = "pin-fd", .number = &pin_descriptor, .maximum = NO_DESCRIPTOR - 1},
    OPTIONS_END,
};

static const struct options_row setting_rows[] = {
    {.name = "pin-file", .text = &pin_file},
    {.name = "pin-fd", .number = &pin_descriptor, .maximum = NO_DESCRIPTOR - 1},
    {.name = "new-pin-file", .text = &new_pin_file},
    {.name = "new-pin-fd", .number = &new_pin_descriptor, .maximum = NO_DESCRIPTOR - 1},
    OPTIONS_END,
};

static const char help[] =
    N_("  --pin-file FILE        read the PIN of the keys from this file, if they have one\n"
       "  --pin-fd NUMBER        read it from this descriptor, a line each time it is needed\n");

static const char setting_help[] =
    N_("  --pin-file FILE        read the PIN of the keys from this file, if they have one\n"
       "  --pin-fd NUMBER        read it from this descriptor, a line each time it is needed\n"
       "  --new-pin-file FILE    read the PIN that is to be set from this file\n"
       "  --new-pin-fd NUMBER    read it from this descriptor, one line\n");

const struct options_group pin_form_options = {rows, help};
const struct options_group pin_form_setting_options = {setting_rows, setting_help};

/* Reads a file's one line. What is longer than any PIN is an error. */
static bool read_file(const char *path, char pin[static VALUX_PIN_MAX + 1],
                      struct valux_error *error)
{
    size_t length = 0;
    ssize_t got = 1;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (file < 0)
        return valux_error_set(error, VALUX_ERROR_INPUT, _("PIN: %s can't be opened: %s."), path,
                               strerror(errno));
    while (length < VALUX_PIN_MAX + 1 && got > 0) {
        do
            got = read(file, pin + length, VALUX_PIN_MAX + 1 - length);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            length += (size_t)got;
    }
    close(file);
    if (got < 0 || length > VALUX_PIN_MAX)
        return valux_error_set(error, VALUX_ERROR_INPUT,
                               _("PIN: %s can't be read, or is too long."), path);
    while (length > 0 && strchr(" \t\r\n", pin[length - 1]) != NULL)
        length--;
    pin[length] = '\0';
    if (strlen(pin) == length && length > 0)
        return true;
    return valux_error_set(error, VALUX_ERROR_INPUT, _("PIN: %s has no line with a PIN."), path);
}

/*
 * Reads a line, byte by byte: what follows it is the next answer. An empty line, or the end of what
 * can be read, gives up.
 */
static bool read_line(unsigned descriptor, char pin[static VALUX_PIN_MAX + 1],
                      struct valux_error *error)
{
    size_t length = 0;
    ssize_t got = 1;

    (void)fcntl((int)descriptor, F_SETFD, FD_CLOEXEC);
    while (length <= VALUX_PIN_MAX && got > 0) {
        do
            got = read((int)descriptor, pin + length, 1);
        while (got < 0 && errno == EINTR);
        if (got > 0 && pin[length] == '\n')
            break;
        length += got > 0;
    }
    if (got < 0)
        return valux_error_set(error, VALUX_ERROR_USAGE,
                               _("The descriptor %u is not open for reading."), descriptor);
    if (length > VALUX_PIN_MAX)
        return valux_error_set(error, VALUX_ERROR_INPUT, "%s", _("PIN: It is too long."));
    pin[length] = '\0';
    return length > 0 || valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."));
}

static bool nobody_to_ask(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_LOCKED, "%s",
                           _("The keys are under a PIN, and there is nobody who could be asked "
                             "for it. Give it with --pin-file."));
}

/* Asks on the terminal, or else on the desktop. */
static bool ask_person(const char *question, char pin[static VALUX_PIN_MAX + 1],
                       struct valux_error *error)
{
    if (command_line_is_json())
        return nobody_to_ask(error);
    if (prompt_line(question, true, pin, VALUX_PIN_MAX + 1, error))
        return true;
    if (error->domain != VALUX_ERROR_USAGE)
        return false;
    return pinentry_is_possible() ? pinentry_ask(question, pin, VALUX_PIN_MAX + 1, error)
                                  : nobody_to_ask(error);
}

static bool ask_twice(char pin[static VALUX_PIN_MAX + 1], struct valux_error *error)
{
    char again[VALUX_PIN_MAX + 1];
    bool result = ask_person(_("New PIN"), pin, error) && valux_pin_check(pin, error) &&
                  ask_person(_("The new PIN once more"), again, error);

    if (result && strcmp(pin, again) != 0)
        result = valux_error_set(error, VALUX_ERROR_INPUT, "%s",
                                 _("PIN: The two entries differ. Nothing was changed."));
    explicit_bzero(again, sizeof again);
    return result;
}

static bool ask_to_set(bool in_tpm, char pin[static VALUX_PIN_MAX + 1], struct valux_error *error)
{
    if (new_pin_file != NULL)
        return read_file(new_pin_file, pin, error) && valux_pin_check(pin, error);
    if (new_pin_descriptor != NO_DESCRIPTOR)
        return read_line(new_pin_descriptor, pin, error) && valux_pin_check(pin, error);
    if (!command_line_is_json())
        output_print(stderr, "%s\n",
                     _("Nobody can give a forgotten PIN back, neither an administrator nor the "
                       "VALUX centre: the keys are lost then, and certificates have to be acquired "
                       "anew with a new letter."));
    if (!command_line_is_json() && in_tpm)
        output_print(
            stderr, "%s\n",
            _("A TPM that is cleared, as a reset of the firmware can do, or replaced takes "
              "all keys of this store with it, also those that were made before. "
              "Certificates have to be acquired anew then, with a new letter."));
    return ask_twice(pin, error);
}

/* Has another program asked. The refusal stays what is wrong where that gives up. */
static bool ask_program(const char *refused, char pin[static VALUX_PIN_MAX + 1],
                        struct valux_error *error)
{
    struct valux_error own;

    progress_tell_pin(refused);
    if (read_line(pin_descriptor, pin, &own))
        return true;
    if (refused == NULL || own.domain != VALUX_ERROR_CANCELLED)
        *error = own;
    return false;
}

bool pin_form_ask(enum pin_question question, char pin[static VALUX_PIN_MAX + 1],
                  struct valux_error *error)
{
    if (question == PIN_TO_SET || question == PIN_TO_SET_IN_TPM)
        return ask_to_set(question == PIN_TO_SET_IN_TPM, pin, error);
    if (question == PIN_TO_OPEN_AGAIN)
        return pin_descriptor != NO_DESCRIPTOR && ask_program(error->message, pin, error);
    if (pin_descriptor != NO_DESCRIPTOR)
        return ask_program(NULL, pin, error);
    return pin_file != NULL ? read_file(pin_file, pin, error)
                            : ask_person(_("PIN of the keys"), pin, error);
}

bool pin_form_is_from_person(void)
{
    return new_pin_file == NULL;
}
