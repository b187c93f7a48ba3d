/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_OPTIONS_H
#define VALUX_ENROLL_ACQUISITION_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "valux/configuration.h"
#include "valux/error.h"

/* The command line of the commands that acquire: new, renew and resume. */

struct acquisition_options {
    struct valux_configuration configuration; /* the files', and the centre's options over them */
    unsigned wait_seconds;
    bool no_register;
    bool json;
    bool help;
};

/* What getopt_long returns for them; a command's own options are characters or below these. */
enum acquisition_option {
    ACQUISITION_OPTION_FIRST = 1000,
    /* These stand for members of the configuration. */
    ACQUISITION_OPTION_PROFILE = ACQUISITION_OPTION_FIRST,
    ACQUISITION_OPTION_ADDRESS,
    ACQUISITION_OPTION_CA_FILE,
    ACQUISITION_OPTION_ISSUER_CA_FILE,
    ACQUISITION_OPTION_PROXY,
    ACQUISITION_OPTION_KEY_TYPE,
    ACQUISITION_OPTION_WAIT,
    ACQUISITION_OPTION_NO_REGISTER,
    ACQUISITION_OPTION_JSON,
    ACQUISITION_OPTION_HELP,
};

/* Rows for a command's table of struct option; --json is a row of its own. */
#define ACQUISITION_OPTIONS                                                             \
    {"wait", required_argument, NULL, ACQUISITION_OPTION_WAIT},                         \
        {"no-register", no_argument, NULL, ACQUISITION_OPTION_NO_REGISTER},             \
        {"help", no_argument, NULL, ACQUISITION_OPTION_HELP},                           \
        {"profile", required_argument, NULL, ACQUISITION_OPTION_PROFILE},               \
        {"address", required_argument, NULL, ACQUISITION_OPTION_ADDRESS},               \
        {"ca-file", required_argument, NULL, ACQUISITION_OPTION_CA_FILE},               \
        {"issuer-ca-file", required_argument, NULL, ACQUISITION_OPTION_ISSUER_CA_FILE}, \
        {"proxy", required_argument, NULL, ACQUISITION_OPTION_PROXY},                   \
    {                                                                                   \
        "key-type", required_argument, NULL, ACQUISITION_OPTION_KEY_TYPE                \
    }
#define ACQUISITION_OPTION_JSON_ROW                        \
    {                                                      \
        "json", no_argument, NULL, ACQUISITION_OPTION_JSON \
    }

/* A command, and what it does with options of its own; `own` is passed on to `take`. */
struct acquisition_command {
    const char *name;
    const struct option *table;
    int arguments_max; /* so many arguments may follow the options */
    bool (*take)(void *own, int option, struct valux_error *error); /* NULL: it has none */
    void *own;
};

/*
 * Reads the configuration and the options over it. Arguments follow in `arguments` from optind on.
 */
bool acquisition_options_read(struct acquisition_options *options,
                              const struct acquisition_command *command, int argument_count,
                              char **arguments, struct valux_error *error);

/*
 * Writes a command's help to standard output: `text` with its own options, then the lines about
 * the common ones. Returns 0.
 */
int acquisition_options_help(const struct acquisition_command *command, const char *synopsis,
                             const char *text);

#endif
