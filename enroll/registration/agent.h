/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_AGENT_H
#define VALUX_ENROLL_REGISTRATION_AGENT_H

#include <stdbool.h>

/*
 * The user's systemd socket by which valux-agent is started, for `register` and `unregister`. Both
 * write one line about it to standard output, unless `silent`. A failure is written to standard
 * error.
 */
void agent_register(bool silent);
void agent_unregister(bool silent);

#endif
