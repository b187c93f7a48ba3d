/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_ACQUIRE_H
#define VALUX_WINDOW_ACQUIRE_H

#include <adwaita.h>

#include "session.h"

/*
 * The screen "Acquire a new certificate": the form. The signal "submit" says that the person wants
 * to acquire a certificate with fields that all keep their rules.
 */

#define VALUX_TYPE_ACQUIRE_SCREEN (valux_acquire_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxAcquireScreen, valux_acquire_screen, VALUX, ACQUIRE_SCREEN, AdwBin)

/* The fields. They belong to the screen, until the next change. The last two are secrets. */
struct acquire_input {
    const char *company_id;
    const char *certificate_id;
    const char *nickname;
    const char *one_time_password;
    const char *passphrase;
};

/* A new screen, which takes the nicknames that there are already from the session. */
GtkWidget *acquire_screen_new(ValuxSession *session);

void acquire_screen_input(ValuxAcquireScreen *screen, struct acquire_input *input);

/* Empties the secret fields, or all fields. */
void acquire_screen_forget_secrets(ValuxAcquireScreen *screen);
void acquire_screen_clear(ValuxAcquireScreen *screen);

/* Puts the cursor into the first field that is not right. */
void acquire_screen_focus(ValuxAcquireScreen *screen);

#endif
