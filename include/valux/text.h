/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TEXT_H
#define VALUX_TEXT_H

#include <libintl.h>

/*
 * The language of what the person reads. Texts stand in the source in English; enroll/po/ holds the
 * translations. `_` translates at once; `N_` marks a text in a table that is translated when it is
 * shown.
 */

#define VALUX_TEXT_DOMAIN "valux"
#define _(text) dgettext(VALUX_TEXT_DOMAIN, text)
#define N_(text) text

#endif
