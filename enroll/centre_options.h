/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef CENTRE_OPTIONS_H
#define CENTRE_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "valux/configuration.h"
#include "valux/error.h"

/* The options of the commands that talk to the centre: they stand for members of the configuration.
 */

enum centre_option {
    CENTRE_OPTION_FIRST = 1000,
    CENTRE_OPTION_PROFILE = CENTRE_OPTION_FIRST,
    CENTRE_OPTION_ADDRESS,
    CENTRE_OPTION_CA_FILE,
    CENTRE_OPTION_ISSUER_CA_FILE,
    CENTRE_OPTION_PROXY,
    CENTRE_OPTION_KEY_TYPE,
    CENTRE_OPTION_LAST = CENTRE_OPTION_KEY_TYPE,
};

/* Rows for a command's table of struct option. */
#define CENTRE_OPTIONS                                                             \
    {"profile", required_argument, NULL, CENTRE_OPTION_PROFILE},                   \
        {"address", required_argument, NULL, CENTRE_OPTION_ADDRESS},               \
        {"ca-file", required_argument, NULL, CENTRE_OPTION_CA_FILE},               \
        {"issuer-ca-file", required_argument, NULL, CENTRE_OPTION_ISSUER_CA_FILE}, \
        {"proxy", required_argument, NULL, CENTRE_OPTION_PROXY},                   \
    {                                                                              \
        "key-type", required_argument, NULL, CENTRE_OPTION_KEY_TYPE                \
    }

/* The lines about them for a command's help, in the person's language. Static. */
const char *centre_options_help(void);

/* Sets the member that the option stands for; the same checks as for the file. */
bool centre_option_set(struct valux_configuration *configuration, int option, const char *value,
                       struct valux_error *error);

#endif
