/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_OPTIONS_H
#define VALUX_TESTS_CENTRE_OPTIONS_H

#include "centre.h"

/* The command line of the centre itself. */

enum options_result { OPTIONS_OK, OPTIONS_HELP, OPTIONS_WRONG };

/*
 * Reads it. *faults becomes the text of the file of faults: a line for each --fault. The caller
 * frees it, whatever the result. Strings of *options point into argv.
 */
enum options_result options_parse(int argc, char **argv, struct centre_options *options,
                                  char **faults);

void options_print_help(void);

#endif
