/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_OPTIONS_H
#define VALUX_ENROLL_ACQUISITION_OPTIONS_H

#include <stdbool.h>

#include "screen/options.h"
#include "valux/configuration.h"

/* The options that the commands which acquire have in common: new, renew and resume. */

struct acquisition_options {
    struct valux_configuration configuration; /* the files', with the centre's options over them */
    unsigned wait_seconds;                    /* how long to wait while the centre issues */
    bool no_register;                         /* leave the programs' databases alone */
};

/*
 * Reads the command line of `own`, whose first group are the command's own options, with the
 * common options added, and then the configuration. Returns what options_read does. A wrong
 * configuration has been told on standard error by then as well.
 */
char **acquisition_options_read(struct acquisition_options *options,
                                const struct options_command *own, int argument_count,
                                char **arguments, int *status);

#endif
