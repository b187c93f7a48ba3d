/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/sandboxed/registration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs/recorded_registrations.h"
#include "programs/sandboxed/application.h"
#include "programs/sandboxed/listed_module.h"
#include "programs/sandboxed/publication.h"
#include "valux/text.h"

static bool find_application(const struct valux_program *program,
                             struct sandboxed_application *application, struct valux_error *error)
{
    return sandboxed_application_of(program->directory, application) ||
           valux_error_set(error, VALUX_ERROR_PROGRAM,
                           _("%s is not in the directory of a Flatpak or a snap."),
                           program->directory);
}

/* Whether the record has the database, and whether it has another one of the same application. */
static bool look_into_record(const struct valux_store *store, const char *directory, bool *recorded,
                             bool *others, struct valux_error *error)
{
    struct recorded_registration *registrations;
    size_t count;

    *recorded = false;
    *others = false;
    if (!recorded_registrations_read(store, &registrations, &count, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(registrations[i].directory, directory) == 0)
            *recorded = true;
        else if (sandboxed_application_same(registrations[i].directory, directory))
            *others = true;
    }
    free(registrations);
    return true;
}

static bool publish(const struct valux_store *store,
                    const struct sandboxed_application *application, const char *module_path,
                    struct valux_error *error)
{
    struct valux_bytes module = {NULL, 0};
    bool result = publication_read_module(module_path, &module, error) &&
                  publication_write(application, &module, store, error);

    valux_bytes_free(&module);
    return result;
}

static bool add(const struct valux_store *store, const struct valux_program *program,
                const struct sandboxed_application *application, const char *module_path,
                enum valux_program_outcome *outcome, struct valux_error *error)
{
    char copy[VALUX_PATH_SIZE];
    struct recorded_registration registration = {0};

    snprintf(registration.directory, sizeof registration.directory, "%s", program->directory);
    return publication_module_path(application, copy, error) &&
           recorded_registrations_put(store, &registration, error) &&
           publish(store, application, module_path, error) &&
           listed_module_add(application, copy, outcome, error);
}

bool sandboxed_register(const struct valux_store *store, const struct valux_program *program,
                        const char *module_path, enum valux_program_outcome *outcome,
                        struct valux_error *error)
{
    struct sandboxed_application application;
    struct valux_error ignored;
    bool recorded;
    bool others;

    if (!find_application(program, &application, error) ||
        !publication_check(&application, error) ||
        !look_into_record(store, program->directory, &recorded, &others, error))
        return false;
    if (add(store, program, &application, module_path, outcome, error))
        return true;
    if (!recorded) {
        if (!others)
            (void)publication_remove(&application, &ignored);
        (void)recorded_registrations_remove(store, program->directory, &ignored);
    }
    return false;
}

bool sandboxed_unregister(const struct valux_store *store, const struct valux_program *program,
                          enum valux_program_outcome *outcome, struct valux_error *error)
{
    struct sandboxed_application application;
    bool recorded;
    bool others;
    bool deleted;

    if (!find_application(program, &application, error) ||
        !look_into_record(store, program->directory, &recorded, &others, error) ||
        !listed_module_delete(&application, &deleted, error) ||
        (!others && !publication_remove(&application, error)))
        return false;
    *outcome = deleted ? VALUX_PROGRAM_DONE : VALUX_PROGRAM_ALREADY;
    return !recorded || recorded_registrations_remove(store, program->directory, error);
}

bool sandboxed_state(const struct valux_program *program,
                     struct valux_program_registration *registration, struct valux_error *error)
{
    struct sandboxed_application application;
    char copy[VALUX_PATH_SIZE];

    return find_application(program, &application, error) &&
           publication_module_path(&application, copy, error) &&
           listed_module_read(&application, copy, registration, error);
}
