/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_APPLICATION_H
#define VALUX_WINDOW_APPLICATION_H

#include <adwaita.h>

/*
 * The application jp.valux.Certificates: one instance with one window. A second start, or the
 * session bus, brings the window to the front:
 *
 *   --screen NAME             shows a screen: window.h
 *   --certificate SERIAL      the certificate for `--screen renew`
 *
 * Its actions for other programs, by D-Bus: app.show NAME, app.renew SERIAL, which selects the
 * certificate on the screen to renew.
 */

#define VALUX_TYPE_APPLICATION (valux_application_get_type())
G_DECLARE_FINAL_TYPE(ValuxApplication, valux_application, VALUX, APPLICATION, AdwApplication)

/* A new application. The caller runs and unreferences it. */
AdwApplication *application_new(void);

#endif
