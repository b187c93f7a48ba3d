/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_RESULT_H
#define VALUX_WINDOW_RESULT_H

#include <adwaita.h>

#include "answer.h"

/* The screen "Result". Its button OK shows the screen `next`, a name of win.show. */

#define VALUX_TYPE_RESULT_SCREEN (valux_result_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxResultScreen, valux_result_screen, VALUX, RESULT_SCREEN, AdwBin)

GtkWidget *result_screen_new(void);

/* What was done, and what it means. */
void result_screen_show_success(ValuxResultScreen *screen, const char *title, const char *text,
                                const char *next);

/* What was not done, and why. */
void result_screen_show_failure(ValuxResultScreen *screen, const char *title,
                                const struct answer_failure *failure, const char *next);

/* Puts the cursor on the button. */
void result_screen_focus(ValuxResultScreen *screen);

#endif
