/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_PROGRESS_H
#define VALUX_WINDOW_PROGRESS_H

#include <adwaita.h>
#include <cjson/cJSON.h>

/* The screen that says what is being done while a command runs. It activates win.stop. */

#define VALUX_TYPE_PROGRESS_SCREEN (valux_progress_screen_get_type())
G_DECLARE_FINAL_TYPE(ValuxProgressScreen, valux_progress_screen, VALUX, PROGRESS_SCREEN, AdwBin)

GtkWidget *progress_screen_new(void);

/* A command begins; the title says what for. */
void progress_screen_begin(ValuxProgressScreen *screen, const char *title);

/* A line of progress: docs/machine-interface.md. */
void progress_screen_step(ValuxProgressScreen *screen, const cJSON *line);

/* Nothing has come for long. */
void progress_screen_stalled(ValuxProgressScreen *screen);

/* The person wants it to end. */
void progress_screen_stopping(ValuxProgressScreen *screen);

#endif
