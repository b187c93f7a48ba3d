/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_SELECT_H
#define VALUX_WINDOW_SELECT_H

#include <adwaita.h>

#include "session.h"

/* The screen "Select the certificate to use". It activates win.select. */

#define VALUX_TYPE_SELECT_SCREEN (valux_select_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxSelectScreen, valux_select_screen, VALUX, SELECT_SCREEN, AdwBin)

/* A new screen, which follows the session. */
GtkWidget *select_screen_new(ValuxSession *session);

/* Puts the keyboard on the list. */
void select_screen_focus(ValuxSelectScreen *screen);

#endif
