/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/error.h"

#include <stdarg.h>
#include <stdbool.h>

#include "valux/text.h"

bool valux_error_set(struct valux_error *error, enum valux_error_domain domain, const char *format,
                     ...)
{
    va_list arguments;

    error->domain = domain;
    va_start(arguments, format);
    valux_text_vprint(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    valux_text_printable(error->message);
    return false;
}

bool valux_error_set_memory(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("There is not enough memory."));
}

int valux_error_exit_status(enum valux_error_domain domain)
{
    switch (domain) {
    case VALUX_ERROR_NONE:
        return 0;
    case VALUX_ERROR_SYSTEM:
        return 1;
    case VALUX_ERROR_USAGE:
        return 2;
    case VALUX_ERROR_INPUT:
        return 3;
    case VALUX_ERROR_CONFIGURATION:
        return 4;
    case VALUX_ERROR_STORE:
    case VALUX_ERROR_VERSION:
        return 5;
    case VALUX_ERROR_BUSY:
        return 6;
    case VALUX_ERROR_NETWORK:
        return 7;
    case VALUX_ERROR_CENTRE:
        return 8;
    case VALUX_ERROR_ANSWER:
        return 9;
    case VALUX_ERROR_PENDING:
        return 10;
    case VALUX_ERROR_PROGRAM:
        return 11;
    case VALUX_ERROR_NOT_FOUND:
        return 12;
    case VALUX_ERROR_STATUS:
        return 13;
    case VALUX_ERROR_CANCELLED:
        return 14;
    case VALUX_ERROR_LOCKED:
        return 15;
    }
    return 1;
}

const char *valux_error_keyword(enum valux_error_domain domain)
{
    static const char *const keywords[] = {
        [VALUX_ERROR_NONE] = "none",
        [VALUX_ERROR_SYSTEM] = "system",
        [VALUX_ERROR_USAGE] = "usage",
        [VALUX_ERROR_INPUT] = "input",
        [VALUX_ERROR_CONFIGURATION] = "configuration",
        [VALUX_ERROR_STORE] = "store",
        [VALUX_ERROR_VERSION] = "version",
        [VALUX_ERROR_BUSY] = "busy",
        [VALUX_ERROR_NETWORK] = "network",
        [VALUX_ERROR_CENTRE] = "centre",
        [VALUX_ERROR_ANSWER] = "answer",
        [VALUX_ERROR_PENDING] = "pending",
        [VALUX_ERROR_PROGRAM] = "program",
        [VALUX_ERROR_NOT_FOUND] = "notFound",
        [VALUX_ERROR_STATUS] = "status",
        [VALUX_ERROR_CANCELLED] = "cancelled",
        [VALUX_ERROR_LOCKED] = "locked",
    };

    return keywords[domain];
}
