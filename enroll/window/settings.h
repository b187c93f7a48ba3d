/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_SETTINGS_H
#define VALUX_WINDOW_SETTINGS_H

#include <adwaita.h>

#include "session.h"

/*
 * The screen "Settings": the centre, and which certificates programs see. At the first start it
 * asks for the centre. The signal "saved" follows when all has been saved.
 */

#define VALUX_TYPE_SETTINGS_SCREEN (valux_settings_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxSettingsScreen, valux_settings_screen, VALUX, SETTINGS_SCREEN, AdwBin)

GtkWidget *settings_screen_new(ValuxSession *session);

/* Fills the fields with the configuration in force. */
void settings_screen_fill(ValuxSettingsScreen *screen);

#endif
