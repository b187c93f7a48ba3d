/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/program_registration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs/directories.h"
#include "programs/module_list.h"
#include "programs/pkcs11_txt_guard.h"
#include "programs/recorded_registrations.h"
#include "programs/running.h"
#include "programs/sandboxed/registration.h"
#include "valux/file.h"
#include "valux/text.h"

/* The files of a database: what NSS makes, and what NSS and SQLite leave when they are killed. */
static const char *const database_files[] = {
    "cert9.db",      "key4.db",      PKCS11_TXT_GUARD,  PKCS11_TXT_NEW_FILE,
    PKCS11_TXT_COPY, "cert9.db-shm", "cert9.db-wal",    "cert9.db-journal",
    "key4.db-shm",   "key4.db-wal",  "key4.db-journal",
};

static bool has_file(const char *directory, const char *name)
{
    char path[VALUX_PATH_SIZE];

    return valux_paths_join(path, directory, name) && access(path, F_OK) == 0;
}

static bool has_any_file(const char *directory)
{
    return has_file(directory, "cert9.db") || has_file(directory, "key4.db") ||
           has_file(directory, PKCS11_TXT_GUARD);
}

/*
 * NSS removes the old list of modules before it renames the new one. If it was killed in between,
 * the new one is renamed here. Otherwise NSS would make an empty list, and all modules were lost.
 */
static void restore_list(const char *directory)
{
    char list[VALUX_PATH_SIZE];
    char temporary[VALUX_PATH_SIZE];

    if (valux_paths_join(list, directory, PKCS11_TXT_GUARD) &&
        valux_paths_join(temporary, directory, PKCS11_TXT_NEW_FILE) && access(list, F_OK) != 0)
        (void)rename(temporary, list);
}

static bool is_old_format(const char *directory)
{
    return !has_file(directory, "cert9.db") && has_file(directory, "cert8.db");
}

static void remove_database(const char *directory)
{
    char path[VALUX_PATH_SIZE];

    for (size_t i = 0; i < sizeof database_files / sizeof *database_files; i++) {
        if (valux_paths_join(path, directory, database_files[i]))
            (void)unlink(path);
    }
}

/* The record's entry for a directory. *found tells whether there is one. */
static bool find_registration(const struct valux_store *store, const char *directory,
                              struct recorded_registration *registration, bool *found,
                              struct valux_error *error)
{
    struct recorded_registration *registrations;
    size_t count;

    *found = false;
    memset(registration, 0, sizeof *registration);
    snprintf(registration->directory, sizeof registration->directory, "%s", directory);
    if (!recorded_registrations_read(store, &registrations, &count, error))
        return false;
    for (size_t i = 0; i < count && !*found; i++) {
        *found = strcmp(registrations[i].directory, directory) == 0;
        if (*found)
            *registration = registrations[i];
    }
    free(registrations);
    return true;
}

/* Removes what this call has made, and sets the store's record back to what it was. */
static void undo(const struct valux_store *store, const struct recorded_registration *before,
                 bool was_recorded, bool made_database, const char *missing)
{
    struct valux_error ignored;

    if (made_database)
        remove_database(before->directory);
    directories_remove(before->directory, missing);
    if (was_recorded)
        (void)recorded_registrations_put(store, before, &ignored);
    else
        (void)recorded_registrations_remove(store, before->directory, &ignored);
}

static bool register_in(const struct valux_store *store, const char *directory,
                        const char *module_path, enum valux_program_outcome *outcome,
                        struct valux_error *error)
{
    char missing[VALUX_PATH_SIZE];
    struct recorded_registration before;
    bool was_recorded;

    if (!directories_check_owner(directory, missing, error) ||
        !find_registration(store, directory, &before, &was_recorded, error))
        return false;
    bool makes_database = !has_any_file(directory);
    restore_list(directory);
    struct recorded_registration after = before;
    if (makes_database)
        after.made_database = true;
    if (missing[0] != '\0')
        memcpy(after.made_from, missing, sizeof missing);
    bool result =
        recorded_registrations_put(store, &after, error) &&
        (missing[0] == '\0' || valux_directory_make(VALUX_FILE_PRIVATE, directory, error)) &&
        module_list_add(directory, module_path, after.made_database, outcome, error);
    if (!result || *outcome == VALUX_PROGRAM_VISIBLE)
        undo(store, &before, was_recorded, makes_database, missing);
    return result;
}

bool valux_program_register(const struct valux_store *store, const struct valux_program *program,
                            const char *module_path, enum valux_program_outcome *outcome,
                            struct valux_error *error)
{
    if (module_path[0] != '/')
        return valux_error_set(error, VALUX_ERROR_USAGE,
                               _("The module's path must be absolute: %s."), module_path);
    if (is_old_format(program->directory)) {
        *outcome = VALUX_PROGRAM_OLD_FORMAT;
        return true;
    }
    if (program->packaging != VALUX_PROGRAM_NATIVE)
        return sandboxed_register(store, program, module_path, outcome, error);
    return register_in(store, program->directory, module_path, outcome, error);
}

/*
 * Whether a program has the database open now. It may have been started since the list of programs
 * was made.
 */
static bool is_open(const struct valux_program *program)
{
    struct valux_program now = *program;

    running_mark(&now, 1);
    return now.running;
}

static bool unregister_from(const struct valux_store *store, const struct valux_program *program,
                            const struct recorded_registration *registration, bool recorded,
                            enum valux_program_outcome *outcome, struct valux_error *error)
{
    bool deleted = false;
    bool holds_nothing = true;
    char missing[VALUX_PATH_SIZE];

    if (has_any_file(program->directory)) {
        if (!directories_check_owner(program->directory, missing, error))
            return false;
        restore_list(program->directory);
        if (!module_list_delete(program->directory, &deleted, &holds_nothing, error))
            return false;
    }
    *outcome = deleted ? VALUX_PROGRAM_DONE : VALUX_PROGRAM_ALREADY;
    if (!recorded)
        return true;
    if (registration->made_database && holds_nothing) {
        /* The entry of a database in use stays, so that a later call can remove the database. */
        if (is_open(program))
            return true;
        remove_database(program->directory);
        directories_remove(program->directory, registration->made_from);
    }
    return recorded_registrations_remove(store, program->directory, error);
}

bool valux_program_unregister(const struct valux_store *store, const struct valux_program *program,
                              enum valux_program_outcome *outcome, struct valux_error *error)
{
    struct recorded_registration registration;
    bool recorded;

    if (program->packaging != VALUX_PROGRAM_NATIVE)
        return sandboxed_unregister(store, program, outcome, error);
    if (!find_registration(store, program->directory, &registration, &recorded, error))
        return false;
    if (!recorded && is_old_format(program->directory)) {
        *outcome = VALUX_PROGRAM_ALREADY;
        return true;
    }
    return unregister_from(store, program, &registration, recorded, outcome, error);
}

bool valux_program_state(const struct valux_program *program, const char *module_path,
                         struct valux_program_registration *registration, struct valux_error *error)
{
    memset(registration, 0, sizeof *registration);
    registration->state = VALUX_PROGRAM_UNREGISTERED;
    if (program->packaging != VALUX_PROGRAM_NATIVE)
        return sandboxed_state(program, registration, error);
    if (!has_file(program->directory, "cert9.db"))
        return true;
    return module_list_inspect(program->directory, module_path, registration, error);
}
