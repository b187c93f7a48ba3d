/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_OPTIONS_H
#define VALUX_ENROLL_SCREEN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The command line of a command. A command describes its options in tables, each option with the
 * variable that it sets, and one function reads them for all commands: every command takes --help
 * and abbreviations that are clear, and every wrong command line is told in the same words.
 */

/* The arguments of an option that may stand on the command line several times. */
struct options_list {
    const char **texts; /* room for `maximum` of them */
    size_t count;       /* how many were given */
    size_t maximum;
};

/* An option, and the one variable of the four below that it sets. */
struct options_row {
    const char *name;  /* without its dashes; NULL in the row that ends a table */
    bool *flag;        /* becomes true; such an option takes no argument */
    const char **text; /* becomes the option's argument */
    unsigned *number;  /* becomes the option's argument, a number from 0 to `maximum` */
    unsigned maximum;
    struct options_list *list; /* gets each argument added */
};

#define OPTIONS_END  \
    {                \
        .name = NULL \
    }

/* Options that belong together, and what --help says about them. */
struct options_group {
    const struct options_row *rows; /* ended by OPTIONS_END */
    const char *help;               /* whole lines, marked with N_ */
};

#define OPTIONS_GROUPS_MAX 4

struct options_command {
    const char *name;
    const char *synopsis; /* what follows "valux-enroll" on its command line */
    /* In the order of --help. The first one's text begins with what the command does. */
    struct options_group groups[OPTIONS_GROUPS_MAX];
    int arguments_max;   /* so many arguments may stand beside the options */
    bool arguments_last; /* no option follows the first argument, which may begin with a dash */
};

/*
 * Reads a command line; `arguments` begin with the command's name and end with NULL. Returns the
 * arguments that are no options, ended by NULL, which belong to `arguments`. Returns NULL where
 * the command is to return *status at once: after --help, or where the command line is wrong,
 * which has been told on standard error by then.
 */
char **options_read(const struct options_command *command, int argument_count, char **arguments,
                    int *status);

#endif
