/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/programs.h"

#include <stdlib.h>

#include "registration/registration.h"
#include "valux/find_programs.h"
#include "valux/loaded_modules.h"
#include "valux/program_registration.h"
#include "valux/published_copies.h"
#include "valux/store.h"
#include "valux/text.h"

static void add_registration(struct findings *findings, const char *name,
                             const struct valux_program *program,
                             const struct valux_program_registration *registration)
{
    if (registration->state == VALUX_PROGRAM_SHOWN_BY_OTHER)
        findings_add(findings, "program", VERDICT_RIGHT, VALUX_ERROR_NONE,
                     _("%s: the token is shown by the module %s."), name, registration->shown_by);
    else if (registration->state == VALUX_PROGRAM_OTHER)
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("%s: registered with another module, %s. Replace it: valux-enroll "
                       "register"),
                     name, registration->module_path);
    else if (registration->state == VALUX_PROGRAM_UNREGISTERED)
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("%s: not registered. Register it: valux-enroll register"), name);
    else if (!registration->loaded && registration->shown_by[0] != '\0')
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("%s: registered but not loaded, because the module %s holds the same "
                       "library. Remove one of the two with modutil -delete."),
                     name, registration->shown_by);
    else if (!registration->loaded)
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("%s: registered, but NSS can't load the module. %s"), name,
                     findings_advice(findings));
    else if (registration->shown_by[0] != '\0')
        findings_add(findings, "program", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("%s: registered, and the module %s shows the token a second time."), name,
                     registration->shown_by);
    else
        findings_add(findings, "program", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s: %s", name,
                     program->running ? _("is registered; it is running now") : _("is registered"));
    if (registration->state == VALUX_PROGRAM_OTHER ||
        registration->state == VALUX_PROGRAM_UNREGISTERED)
        findings_set_remedy(findings, "register");
}

/* What is wrong with the copies of a sandboxed program that is registered, or NULL. */
static const char *fault_of_copies(const struct valux_published_state *state)
{
    if (!state->module)
        return _("its copy of the module is missing or not the installed one");
    if (!state->snapshot)
        return _("its copy of the list of certificates is missing or out of date");
    return NULL;
}

static void examine_copies(struct findings *findings, const char *name,
                           const struct valux_program *program, const char *module_path)
{
    struct valux_error error;
    struct valux_store store;
    struct valux_published_state state;

    if (!valux_store_open(&store, &error) ||
        !valux_published_examine(&store, program, module_path, &state, &error)) {
        findings_add_error(findings, "program", &error);
    } else if (fault_of_copies(&state) != NULL) {
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("%s: %s. Renew it: valux-enroll register"), name, fault_of_copies(&state));
        findings_set_remedy(findings, "register");
    } else if (!state.socket) {
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("%s: the agent's socket is not there, without which a sandboxed program "
                       "can't use a private key. It needs systemd's user manager: log in to the "
                       "desktop, then run valux-enroll register"),
                     name);
        findings_set_remedy(findings, "register");
    }
    valux_store_close(&store);
}

static void examine_program(struct findings *findings, const struct valux_program *program,
                            const char *module_path)
{
    char name[512];
    struct valux_program_registration registration;
    struct valux_error error;

    registration_program_name(program, name, sizeof name);
    if (!valux_program_state(program, module_path, &registration, &error)) {
        findings_add_error(findings, "program", &error);
        return;
    }
    add_registration(findings, name, program, &registration);
    if (program->packaging != VALUX_PROGRAM_NATIVE &&
        registration.state == VALUX_PROGRAM_REGISTERED)
        examine_copies(findings, name, program, module_path);
}

static void add_outdated(struct findings *findings, const struct valux_loaded_module *module)
{
    if (module->replaced)
        findings_add(findings, "program", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("%s (process %ld) still has an older module. Restart it."), module->program,
                     (long)module->pid);
    else
        findings_add(findings, "program", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("%s (process %ld) has the module %s, which can't read this version's view "
                       "of the store (snapshot). Update that file and restart the program."),
                     module->program, (long)module->pid, module->path);
}

/* Programs that were running while VALUX for NSS was installed anew, or that use another copy. */
static void examine_processes(struct findings *findings, const char *module_path)
{
    struct valux_error error;
    struct valux_loaded_module *modules;
    size_t count;

    if (!valux_loaded_modules_find_outdated(module_path, &modules, &count, &error)) {
        findings_add_error(findings, "program", &error);
        return;
    }
    for (size_t i = 0; i < count; i++)
        add_outdated(findings, &modules[i]);
    free(modules);
}

void doctor_examine_programs(struct findings *findings, const char *module_path)
{
    struct valux_error error;
    struct valux_program *programs = NULL;
    size_t count = 0;
    size_t skipped;

    if (!valux_programs_find(&programs, &count, &skipped, &error)) {
        findings_add_error(findings, "program", &error);
        return;
    }
    for (size_t i = 0; i < count; i++)
        examine_program(findings, &programs[i], module_path);
    if (skipped > 0)
        findings_add(findings, "program", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     dngettext(VALUX_TEXT_DOMAIN, "%zu list of profiles could not be read.",
                               "%zu lists of profiles could not be read.", skipped),
                     skipped);
    free(programs);
    examine_processes(findings, module_path);
}
