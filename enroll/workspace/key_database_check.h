/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_KEY_DATABASE_CHECK_H
#define VALUX_ENROLL_WORKSPACE_KEY_DATABASE_CHECK_H

#include <stdbool.h>

#include "workspace/workspace.h"

/*
 * Checks, without opening anything, that a store with certificates has both parts of its keys, the
 * key database and the seal. False with VALUX_ERROR_STORE, what to do, and centre.contact.
 */
bool key_database_check_parts(const struct workspace *workspace, struct valux_error *error);

/*
 * Checks, for who only looks, that the key database of a store with certificates can be opened: it
 * can't where the store was moved to another machine or user, or where only half of it was put back
 * from a backup. Opens it for reading if it is not open; workspace_close closes it. Of keys under a
 * PIN only the files are checked, since nobody is asked for the PIN. False with *error set, with
 * what to do and centre.contact: VALUX_ERROR_STORE where it does not open.
 */
bool key_database_check(struct workspace *workspace, struct valux_error *error);

#endif
