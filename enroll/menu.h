/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_MENU_H
#define VALUX_ENROLL_MENU_H

/*
 * The manual's menu and screens on a terminal, in its order: menu, acquisition or renewal, form,
 * result, selection, result. Each screen is the command of that name. Returns the exit status.
 */
int menu_run(void);

#endif
