/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_MENU_H
#define VALUX_WINDOW_MENU_H

#include <adwaita.h>

#include "session.h"

/*
 * The screen "Menu": what needs attention, the certificate in use, and the ways to the other
 * screens.
 */

#define VALUX_TYPE_MENU_SCREEN (valux_menu_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxMenuScreen, valux_menu_screen, VALUX, MENU_SCREEN, AdwBin)

/* A new screen, which follows the session. */
GtkWidget *menu_screen_new(ValuxSession *session);

#endif
