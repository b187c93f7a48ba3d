/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>

#define LINE_SIZE 256

static const char *obey(const char *line)
{
    char name;
    char nickname[64];
    char id[64];

    if (sscanf(line, "open %c %63s %63s", &name, nickname, id) == 3 && name >= 'a' && name <= 'z')
        return client_open(name - 'a', nickname, id);
    if (sscanf(line, "sign %c", &name) == 1 && name >= 'a' && name <= 'z')
        return client_sign(name - 'a');
    return "failed: no such command";
}

int main(int argument_count, char *arguments[])
{
    char line[LINE_SIZE];

    if (argument_count != 2)
        return EXIT_FAILURE;
    client_begin(arguments[1]);
    while (fgets(line, sizeof line, stdin) != NULL) {
        puts(obey(line));
        fflush(stdout);
    }
    return EXIT_SUCCESS;
}
