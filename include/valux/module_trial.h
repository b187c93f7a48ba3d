/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TRIAL_H
#define VALUX_MODULE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/*
 * Tries a PKCS#11 module as a program uses it, in a short-lived process of its own: see
 * valux/program_tasks.h.
 */

struct valux_module_trial {
    bool token;                    /* the module shows the token VALUX */
    size_t certificates;           /* that the token shows */
    size_t private_keys;           /* likewise */
    bool has_signed;               /* the first private key has signed */
    struct valux_error sign_error; /* why it has not, if there is a private key */
    unsigned long signer_failure;  /* of enum valux_signer_failure, or 0 where it is not that */
    unsigned long signer_way;      /* of enum valux_signer_way, or 0 where no signer has worked */
};

/*
 * Loads the module at `module_path`, counts what it shows, and has its first private key sign,
 * which starts the signer. VALUX_ERROR_PROGRAM if it can't be loaded or does not answer in time.
 */
bool valux_module_trial_run(const char *module_path, struct valux_module_trial *trial,
                            struct valux_error *error);

#endif
