/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_MENU_H
#define VALUX_ENROLL_MENU_H

/*
 * Shows the user's manual's menu on the terminal, and runs what the person chooses until they leave
 * it. Each screen of the manual is the command of that name. Returns the exit status of the last
 * command, 0 if there was none.
 */
int menu_run(void);

#endif
