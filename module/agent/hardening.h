/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_HARDENING_H
#define VALUX_MODULE_AGENT_HARDENING_H

#include <stdbool.h>

/*
 * What the agent gives up once it listens: its environment, core files, debuggers of the same user,
 * new privileges, and writing any file but /dev/null, where the kernel has Landlock. The signers
 * that it starts inherit this. False where the system denies one of the measures.
 */
bool agent_hardening_apply(void);

/*
 * The same but for the environment and for writing: what the process gives up that has a PIN
 * checked (pin_checker.h).
 */
bool agent_hardening_apply_but_writing(void);

#endif
