/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_COMMAND_H
#define VALUX_ENROLL_COMMAND_H

/*
 * The table of the commands. Each command is a function in a file of its own, cmd_NAME.c, that
 * reads its own options.
 */

struct command {
    const char *name;
    const char *summary; /* one line for --help; translate it with _() */
    /* `arguments` begin with the command's name and end with NULL. Returns the exit status. */
    int (*run)(int argument_count, char **arguments);
};

/* All commands, in the order of --help. An entry whose name is NULL follows the last one. */
extern const struct command command_table[];

/* The command of that name, or NULL. Static. */
const struct command *command_find(const char *name);

#endif
