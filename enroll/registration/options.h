/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_OPTIONS_H
#define VALUX_ENROLL_REGISTRATION_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "registration/registration.h"
#include "valux/error.h"
#include "valux/paths.h"

/* The options of `register` and `unregister`. */

#define REGISTRATION_URLS_MAX 64

struct registration_options {
    bool json;
    bool policy;          /* for the whole machine, by the programs' policies */
    const char *module;   /* `register` only; NULL for the one that belongs to this program */
    const char *database; /* one NSS database; NULL for all programs */
    const char *root;     /* with `policy`: write below this directory instead of / */
    const char *urls[REGISTRATION_URLS_MAX]; /* with `policy`, `register` only */
    size_t url_count;
};

/*
 * Reads the command line of `register` or `unregister`, which `action` says. False where the
 * command is to return *status at once: after --help, or where the command line is wrong, which has
 * been told on standard error by then.
 */
bool registration_options_read(struct registration_options *options,
                               enum registration_action action, int argument_count,
                               char **arguments, int *status);

/* Finds the absolute path of the module that the options mean. VALUX_ERROR_USAGE or _SYSTEM. */
bool registration_options_module(const struct registration_options *options,
                                 char path[static VALUX_PATH_SIZE], struct valux_error *error);

#endif
