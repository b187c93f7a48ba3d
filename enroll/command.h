/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_COMMAND_H
#define VALUX_ENROLL_COMMAND_H

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

#endif
