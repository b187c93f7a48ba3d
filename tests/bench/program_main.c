/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "program_list.h"
#include "program_sign.h"

#define ARGUMENTS_BEFORE 6 /* program, verb and token */

static const char *given(const char *argument)
{
    return argument[0] == '\0' ? NULL : argument;
}

int main(int argc, char *argv[])
{
    if (argc > ARGUMENTS_BEFORE) {
        struct token_choice choice = {argv[2], given(argv[3]), given(argv[4]), given(argv[5])};
        char *const *rest = argv + ARGUMENTS_BEFORE;
        size_t count = (size_t)argc - ARGUMENTS_BEFORE;

        if (strcmp(argv[1], "list") == 0)
            return program_list(&choice, (unsigned)strtoul(rest[0], NULL, 10));
        if (strcmp(argv[1], "sign") == 0)
            return program_sign(&choice, rest, count);
        if (strcmp(argv[1], "first") == 0)
            return program_first(&choice, rest, count);
    }
    fprintf(stderr, "Usage: bench-program list|sign|first MODULE INIT LABEL PIN ARGUMENT...\n");
    return EXIT_FAILURE;
}
