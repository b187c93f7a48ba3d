/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_LOCK_SIGNALS_H
#define VALUX_ENROLL_PIN_LOCK_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a desktop and logind say by D-Bus that locks the keys: the screen is locked, the machine
 * goes to sleep, the user has logged out. org.freedesktop.login1(5), org.freedesktop.ScreenSaver
 * and org.gnome.ScreenSaver.
 */

#define LOCK_SIGNALS_BUSES 2 /* the system's bus and the session's */

struct lock_signals;

/* Listens on the buses that there are. NULL for want of memory. The caller frees it. */
struct lock_signals *lock_signals_open(void);

void lock_signals_free(struct lock_signals *signals);

/* The descriptors to be waited for; -1 for a bus that there is not. */
void lock_signals_descriptors(const struct lock_signals *signals,
                              int descriptors[static LOCK_SIGNALS_BUSES]);

/* Reads what has come, without waiting. True if something has come that locks the keys. */
bool lock_signals_read(struct lock_signals *signals);

#endif
