/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_SEAL_SECRET_H
#define VALUX_ENROLL_WORKSPACE_SEAL_SECRET_H

#include <stdbool.h>

#include "valux/custody.h"
#include "valux/error.h"
#include "valux/seal_lock.h"
#include "workspace/workspace.h"

/* The seal's secret of a store under a PIN, which the person is asked for once a command. */

enum pin_question {
    PIN_TO_OPEN,       /* the store's PIN */
    PIN_TO_OPEN_AGAIN, /* the one before was refused, as *error says; false where nobody can be */
    PIN_TO_SET, /* a new one, which is asked twice; the person is told that it can't be forgotten */
    PIN_TO_SET_IN_TPM, /* likewise, and what a TPM that is cleared takes with it */
};

/*
 * Asks for a PIN of at most VALUX_PIN_MAX bytes; the caller wipes it. VALUX_ERROR_LOCKED where
 * nobody can be asked, VALUX_ERROR_CANCELLED, VALUX_ERROR_INPUT.
 */
typedef bool pin_ask(enum pin_question question, char pin[static VALUX_PIN_MAX + 1],
                     struct valux_error *error);

/* Sets who asks. Until then nobody does. */
void seal_secret_use_prompt(pin_ask *ask);

/*
 * Asks for the store's PIN and opens the seal by it; asks again where the PIN is refused and
 * somebody can be asked again. `tpm` is the configured TPM's name. The caller wipes the secret.
 * Errors of a pin_ask and of valux_seal_open.
 */
bool seal_secret_open(int store, const char *tpm, uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                      struct valux_error *error);

/* Asks by what seal_secret_use_prompt has set. */
bool seal_secret_ask(enum pin_question question, char pin[static VALUX_PIN_MAX + 1],
                     struct valux_error *error);

/*
 * Finds the secret where the seal is under a PIN, and keeps it in *workspace until that is closed.
 * A store that has no seal yet gets one, under a PIN or not, as the configuration says. The
 * workspace is open for writing.
 */
bool seal_secret_find(struct workspace *workspace, struct valux_error *error);

/* The custody of the workspace's store. */
enum valux_custody seal_secret_custody(const struct workspace *workspace);

/*
 * Whether the administrator demands that this store has the configuration's custody. A store
 * without a seal yet is none that has to be changed: it gets that custody with its first key.
 */
bool seal_secret_is_demanded(const struct workspace *workspace);

/*
 * Whether the store has the custody that the administrator demands. VALUX_ERROR_CONFIGURATION, with
 * what to do.
 */
bool seal_secret_check_demanded(const struct workspace *workspace, struct valux_error *error);

#endif
