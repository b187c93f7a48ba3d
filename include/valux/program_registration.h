/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAM_REGISTRATION_H
#define VALUX_PROGRAM_REGISTRATION_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/find_programs.h"
#include "valux/paths.h"
#include "valux/store.h"

/*
 * Registers the module with a program's NSS database, and takes that back. All changes go through
 * NSS's own API. Each is made in a short-lived process of its own with a deadline, because NSS can
 * be open once in a process and loads other people's modules. NSS must not be open in the calling
 * process. If a program's database can't be used, the error is VALUX_ERROR_PROGRAM.
 */

#define VALUX_MODULE_NAME "VALUX" /* the module's name in a program's list of modules */

enum valux_program_state {
    VALUX_PROGRAM_REGISTERED,     /* this module is */
    VALUX_PROGRAM_OTHER,          /* a module of our name with another path is */
    VALUX_PROGRAM_SHOWN_BY_OTHER, /* not, but another module shows the token (p11-kit's proxy) */
    VALUX_PROGRAM_UNREGISTERED,
};

struct valux_program_registration {
    enum valux_program_state state;
    char module_path[VALUX_PATH_SIZE]; /* what is registered under our name; "" for nothing */
    bool loaded;                       /* NSS could load what is registered under our name */
    char shown_by[256]; /* the name of the other module that shows the token, or "" */
};

/*
 * Reads whether the module at `module_path` is registered with this program; with a sandboxed
 * program, whether the copy is that is published for it. NSS loads the modules of the program's
 * database for that, as the program does, but for a sandboxed program's. Nothing is changed.
 */
bool valux_program_state(const struct valux_program *program, const char *module_path,
                         struct valux_program_registration *registration,
                         struct valux_error *error);

enum valux_program_outcome {
    VALUX_PROGRAM_DONE,       /* registered, or taken back, now */
    VALUX_PROGRAM_REPLACED,   /* registered now in place of a registration with another path */
    VALUX_PROGRAM_ALREADY,    /* it was so before */
    VALUX_PROGRAM_VISIBLE,    /* not registered: another module shows the token there already */
    VALUX_PROGRAM_OLD_FORMAT, /* left alone: a database of the old format (cert8.db) only */
};

/*
 * Registers the module at `module_path` (absolute) with the program. A missing database is made
 * with an empty password, as certutil and the browsers make it. A registration of our name with
 * another path is replaced. The store's record says what was made; the store is open and locked. If
 * NSS can't load the module, it is not registered, and nothing that was made for it is left.
 *
 * A sandboxed program gets a copy of the module that is at `module_path`, a copy of the store's
 * snapshot, and a place for the agent's socket. The copy is what is registered.
 */
bool valux_program_register(const struct valux_store *store, const struct valux_program *program,
                            const char *module_path, enum valux_program_outcome *outcome,
                            struct valux_error *error);

/*
 * Takes back what valux_program_register has done, and nothing else. The registration is removed.
 * The database and the directories that were made for it, as the store's record says, are removed
 * too, if nobody has put anything into them and no program has them open. Copies that were
 * published for a sandboxed program go with its last database.
 */
bool valux_program_unregister(const struct valux_store *store, const struct valux_program *program,
                              enum valux_program_outcome *outcome, struct valux_error *error);

#endif
