/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_COMMON_CHILD_ENVIRONMENT_H
#define VALUX_COMMON_CHILD_ENVIRONMENT_H

/* The environment of a process that loads other people's modules. */

/*
 * Those variables of this process that NSS, modules and the person's language go by: places,
 * language, and the configuration of modules and libraries. Everything else is left out. The caller
 * frees the array, and not the strings, which are the environment's own; NULL for want of memory.
 */
char **child_environment(void);

#endif
