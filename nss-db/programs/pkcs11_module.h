/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_MODULE_H
#define VALUX_PROGRAMS_MODULE_H

#include <stdbool.h>

#include <pkcs11.h>

#include "valux/error.h"

/* Loads a PKCS#11 module without NSS, because NSS's errors do not say what is wrong with it. */

/*
 * Loads and initialises the module (PKCS#11 v2.40, section 5.4). *functions belongs to the module.
 * The library is never unloaded, because the process ends soon. VALUX_ERROR_PROGRAM.
 */
bool pkcs11_module_load(const char *module_path, CK_FUNCTION_LIST **functions,
                        struct valux_error *error);

/* Finalises a module that pkcs11_module_load has loaded. */
bool pkcs11_module_finalize(const char *module_path, CK_FUNCTION_LIST *functions,
                            struct valux_error *error);

/* Sets *error: the module's `function` has returned `value`. Returns false always. */
bool pkcs11_module_refused(const char *module_path, const char *function, CK_RV value,
                           struct valux_error *error);

#endif
