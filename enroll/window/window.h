/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_WINDOW_H
#define VALUX_WINDOW_WINDOW_H

#include <adwaita.h>

#include "session.h"

/*
 * The window: a header bar above one screen at a time. Screens move on by its actions:
 *
 *   win.show NAME             shows menu, enrolment, acquire, progress, result, select, checkup or
 *                             settings
 *   win.renew SERIAL-NUMBER   renews a certificate
 *   win.select SERIAL-NUMBER  puts a certificate to use
 *   win.resume REQUEST        goes on with what is unfinished, by its number
 *   win.lock COMMAND          locks or unlocks the keys, by the command of this name
 *   win.custody CUSTODY       changes what keeps the keys
 *   win.stop                  ends what runs
 *   win.refresh TEXT          asks valux-enroll for everything again; the text does not count
 */

#define VALUX_TYPE_WINDOW (valux_window_get_type())
G_DECLARE_FINAL_TYPE(ValuxWindow, valux_window, VALUX, WINDOW, AdwApplicationWindow)

/* A new window of the application, on the menu. It shows what the session knows. */
ValuxWindow *window_new(GtkApplication *application, ValuxSession *session);

/*
 * Shows a screen, if nothing runs: a name of win.show, or "renew", where the certificate's row is
 * selected. `certificate` is a serial number, or NULL. False if there is no screen of this name.
 */
gboolean window_show_screen(ValuxWindow *window, const char *name, const char *certificate);

#endif
