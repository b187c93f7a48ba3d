/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/published_copies.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs/recorded_registrations.h"
#include "programs/sandboxed/application.h"
#include "programs/sandboxed/publication.h"
#include "valux/text.h"

/* The databases of the store's record. */
struct record {
    struct recorded_registration *registrations;
    size_t count;
};

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/*
 * Whether the database is gone, and with it its program. A snap's revision goes when a newer one
 * has taken a copy of its files; the program is there as long as a revision is the current one.
 */
static bool is_gone(const char *directory, const struct sandboxed_application *application)
{
    char current[VALUX_PATH_SIZE];

    return !exists(directory) &&
           (application->packaging != VALUX_PROGRAM_SNAP ||
            !valux_paths_join(current, application->directory, "current") || !exists(current));
}

/* Whether a database before number `end` belongs to the same application. */
static bool is_earlier(const struct record *record, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (sandboxed_application_same(record->registrations[i].directory,
                                       record->registrations[end].directory))
            return true;
    return false;
}

static bool application_has_others(const struct record *record, size_t number)
{
    struct sandboxed_application other;

    for (size_t i = 0; i < record->count; i++)
        if (i != number &&
            sandboxed_application_same(record->registrations[i].directory,
                                       record->registrations[number].directory) &&
            sandboxed_application_of(record->registrations[i].directory, &other) &&
            !is_gone(record->registrations[i].directory, &other))
            return true;
    return false;
}

static bool renew_one(const struct valux_store *store, const struct record *record, size_t number,
                      const struct valux_bytes *module, struct valux_error *error)
{
    struct sandboxed_application application;
    const char *directory = record->registrations[number].directory;

    if (!sandboxed_application_of(directory, &application))
        return true;
    if (is_gone(directory, &application))
        return (application_has_others(record, number) ||
                publication_remove(&application, error)) &&
               recorded_registrations_remove(store, directory, error);
    return publication_write(&application, module, store, error);
}

static bool has_sandboxed(const struct record *record)
{
    struct sandboxed_application application;

    for (size_t i = 0; i < record->count; i++)
        if (sandboxed_application_of(record->registrations[i].directory, &application))
            return true;
    return false;
}

bool valux_published_renew(const struct valux_store *store, const char *module_path,
                           struct valux_error *error)
{
    bool result = true;
    struct record record;
    struct valux_bytes module = {NULL, 0};
    struct valux_error failure;

    if (!recorded_registrations_read(store, &record.registrations, &record.count, error))
        return false;
    if (has_sandboxed(&record))
        result = publication_read_module(module_path, &module, error);
    for (size_t i = 0; i < record.count && module.data != NULL; i++) {
        if (renew_one(store, &record, i, &module, &failure))
            continue;
        if (result)
            *error = failure;
        result = false;
    }
    valux_bytes_free(&module);
    free(record.registrations);
    return result;
}

void valux_published_directory(const struct valux_program *program,
                               char path[static VALUX_PATH_SIZE])
{
    struct sandboxed_application application;

    path[0] = '\0';
    if (sandboxed_application_of(program->directory, &application))
        memcpy(path, application.published, sizeof application.published);
}

bool valux_published_examine(const struct valux_store *store, const struct valux_program *program,
                             const char *module_path, struct valux_published_state *state,
                             struct valux_error *error)
{
    struct sandboxed_application application;
    struct valux_bytes module = {NULL, 0};
    bool result;

    *state = (struct valux_published_state){0};
    if (!sandboxed_application_of(program->directory, &application))
        return true;
    result = publication_read_module(module_path, &module, error) &&
             publication_examine(&application, &module, store, state, error);
    valux_bytes_free(&module);
    return result;
}

bool valux_published_sockets(const struct valux_store *store,
                             struct valux_published_socket **sockets, size_t *count,
                             struct valux_error *error)
{
    struct record record;
    struct sandboxed_application application;
    struct valux_published_socket *list;

    *sockets = NULL;
    *count = 0;
    if (!recorded_registrations_read(store, &record.registrations, &record.count, error))
        return false;
    list = calloc(record.count + 1, sizeof *list);
    for (size_t i = 0; i < record.count && list != NULL; i++)
        if (!is_earlier(&record, i) &&
            sandboxed_application_of(record.registrations[i].directory, &application) &&
            valux_paths_join(list[*count].path, application.published,
                             VALUX_PUBLISHED_STORE "/" VALUX_PUBLISHED_SOCKET))
            (*count)++;
    free(record.registrations);
    *sockets = list;
    return list != NULL || valux_error_set_memory(error);
}
