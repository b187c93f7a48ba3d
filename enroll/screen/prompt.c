/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/prompt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "screen/command_line.h"
#include "screen/no_echo.h"
#include "screen/output.h"
#include "valux/text.h"

static void trim(char *line)
{
    size_t begin = strspn(line, " \t\r\n");
    size_t end = strlen(line);

    while (end > begin && strchr(" \t\r\n", line[end - 1]) != NULL)
        end--;
    memmove(line, line + begin, end - begin);
    explicit_bzero(line + (end - begin), begin);
    line[end - begin] = '\0';
}

static bool too_long(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_INPUT, "%s", _("The input is too long."));
}

bool prompt_allowed(struct valux_error *error)
{
    return !command_line_is_json() ||
           valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                           _("With --json nobody is asked. Give every field as an option."));
}

/* As prompt_line. `advice` is what is said besides where there is no terminal. */
static bool ask_line(const char *question, bool secret, char *line, size_t size, const char *advice,
                     struct valux_error *error)
{
    if (!prompt_allowed(error))
        return false;
    switch (terminal_ask(question, secret, line, size)) {
    case TERMINAL_LINE:
        trim(line);
        return true;
    case TERMINAL_TOO_LONG:
        return too_long(error);
    case TERMINAL_END:
        return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s",
                               _("Cancelled: nothing was sent."));
    case TERMINAL_NONE:
        break;
    }
    return valux_error_set(error, VALUX_ERROR_USAGE, "%s %s", _("There is no terminal to ask on."),
                           advice);
}

bool prompt_line(const char *question, bool secret, char *line, size_t size,
                 struct valux_error *error)
{
    return ask_line(question, secret, line, size, _("Give every field as an option."), error);
}

bool prompt_yes(const char *question, bool *yes, struct valux_error *error)
{
    char answer[16];
    char *translated;

    *yes = false;
    if (!ask_line(question, false, answer, sizeof answer, _("To agree beforehand, give --yes."),
                  error))
        return false;
    translated = output_convert(_("yes"));
    *yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0 ||
           (translated != NULL && strcmp(answer, translated) == 0);
    free(translated);
    return true;
}
