/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_GNOME_SETTINGS_H
#define VALUX_ENROLL_PROXY_GNOME_SETTINGS_H

#include <stdbool.h>

#include "proxy/settings.h"

/*
 * GNOME's proxy settings, which other desktops have as well: the GSettings schema
 * org.gnome.system.proxy. The program gsettings is asked for them, so that no library of a desktop
 * comes into this process, and so that whatever keeps the settings on this machine is asked in its
 * own way.
 */

/*
 * Reads what `gsettings list-recursively org.gnome.system.proxy` prints: a line for each key, with
 * the schema, the key and the value. What it does not understand is passed over. False: a value
 * that counts is too long.
 */
bool gnome_settings_parse(const char *text, struct proxy_settings *settings);

/* Asks gsettings. Settings without an address where there is no such program or no such schema. */
bool gnome_settings_read(struct proxy_settings *settings);

#endif
