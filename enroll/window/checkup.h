/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CHECKUP_H
#define VALUX_WINDOW_CHECKUP_H

#include <adwaita.h>

/* The screen "Check the set-up": what `valux-enroll doctor` finds, with the remedies as buttons. */

#define VALUX_TYPE_CHECKUP_SCREEN (valux_checkup_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxCheckupScreen, valux_checkup_screen, VALUX, CHECKUP_SCREEN, AdwBin)

GtkWidget *checkup_screen_new(void);

/* Looks again. */
void checkup_screen_look(ValuxCheckupScreen *screen);

#endif
