/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_LEFT_OVERS_H
#define VALUX_ENROLL_WORKSPACE_LEFT_OVERS_H

#include "valux/store.h"

/*
 * Removes the temporary files that a kill in the middle of a write has left in the store and among
 * the journals. The caller holds the store's lock, so nobody is writing one. What can't be removed
 * stays for the next time: it harms nobody.
 */
void leftovers_remove(const struct valux_store *store);

#endif
