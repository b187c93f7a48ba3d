/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_program.h"

#include <stdlib.h>
#include <string.h>

long program_take_number(const char **arguments)
{
    char *end;
    long number = strtol(*arguments, &end, 10);

    *arguments = end + strspn(end, " ");
    return number;
}
