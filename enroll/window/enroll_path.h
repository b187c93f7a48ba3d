/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_ENROLL_PATH_H
#define VALUX_WINDOW_ENROLL_PATH_H

/* The path of valux-enroll: beside this program, or its name alone, for PATH. Free by g_free. */
char *enroll_path(void);

/* The directory of the translations beside this program's directory. Free by g_free. */
char *enroll_path_locale(void);

#endif
