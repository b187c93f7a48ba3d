/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

#include "valux/configuration.h"
#include "valux/error.h"

/*
 * The commands of valux-enroll. Each is a function in a file of its own, cmd_NAME.c, that reads its
 * own options and returns the program's exit status.
 */

struct command {
    const char *name;
    const char *summary; /* one line for --help, marked with N_ */
    int (*run)(int argument_count, char **arguments);
};

int cmd_alarm(int argument_count, char **arguments);
int cmd_config(int argument_count, char **arguments);
int cmd_doctor(int argument_count, char **arguments);
int cmd_list(int argument_count, char **arguments);
int cmd_new(int argument_count, char **arguments);
int cmd_register(int argument_count, char **arguments);
int cmd_remove(int argument_count, char **arguments);
int cmd_renew(int argument_count, char **arguments);
int cmd_repair(int argument_count, char **arguments);
int cmd_resume(int argument_count, char **arguments);
int cmd_select(int argument_count, char **arguments);
int cmd_status(int argument_count, char **arguments);
int cmd_unregister(int argument_count, char **arguments);

/* The seconds for which a command that writes waits for another helper's lock. */
#define COMMAND_LOCK_WAIT_SECONDS 10

/* Writes the error to standard error as "valux-enroll: …" and returns its exit status. */
int command_fail(const struct valux_error *error);

/*
 * Writes "valux-enroll: " and what is wrong with the command line, and where to read about it.
 * Returns the exit status of VALUX_ERROR_USAGE.
 */
int command_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes a command's help to standard output: its synopsis and its options' lines. Returns 0. */
int command_help(const char *synopsis, const char *options);

/* Reads an option's number from 0 to `maximum`; VALUX_ERROR_USAGE for anything else. */
bool command_number(const char *text, unsigned maximum, unsigned *number,
                    struct valux_error *error);

/* The path of this program's own executable's sibling: the module. False with *error set. */
bool command_module_path(char path[static VALUX_PATH_SIZE], struct valux_error *error);

/* Likewise, the directory of the systemd unit files that belong to this program. */
bool command_unit_directory(char path[static VALUX_PATH_SIZE], struct valux_error *error);

#endif
