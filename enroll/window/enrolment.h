/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_ENROLMENT_H
#define VALUX_WINDOW_ENROLMENT_H

#include <adwaita.h>

#include "session.h"

/* The screen "Acquire or renew a certificate". It activates win.show and win.renew. */

#define VALUX_TYPE_ENROLMENT_SCREEN (valux_enrolment_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxEnrolmentScreen, valux_enrolment_screen, VALUX, ENROLMENT_SCREEN, AdwBin)

/* A new screen, which follows the session. */
GtkWidget *enrolment_screen_new(ValuxSession *session);

/* Selects the row of the certificate with this serial number. */
void enrolment_screen_select(ValuxEnrolmentScreen *screen, const char *serial_number);

#endif
