/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "registration/registration.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "registration/agent_sockets.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/output.h"
#include "valux/json.h"
#include "valux/published_copies.h"
#include "valux/text.h"
#include "workspace/own_paths.h"
#include "workspace/user_units.h"

const char *registration_kind_word(enum valux_program_kind kind)
{
    switch (kind) {
    case VALUX_PROGRAM_SHARED:
        return "shared";
    case VALUX_PROGRAM_FIREFOX:
        return "firefox";
    case VALUX_PROGRAM_THUNDERBIRD:
        return "thunderbird";
    case VALUX_PROGRAM_NAMED:
        break;
    }
    return "named";
}

static const char *kind_name(enum valux_program_kind kind)
{
    switch (kind) {
    case VALUX_PROGRAM_SHARED:
        return _("shared NSS database (Chromium and others)");
    case VALUX_PROGRAM_FIREFOX:
        return _("Firefox");
    case VALUX_PROGRAM_THUNDERBIRD:
        return _("Thunderbird");
    case VALUX_PROGRAM_NAMED:
        break;
    }
    return _("NSS database");
}

const char *registration_packaging_word(enum valux_program_packaging packaging)
{
    switch (packaging) {
    case VALUX_PROGRAM_NATIVE:
        return "native";
    case VALUX_PROGRAM_SNAP:
        return "snap";
    case VALUX_PROGRAM_FLATPAK:
        break;
    }
    return "flatpak";
}

static const char *outcome_word(enum valux_program_outcome outcome)
{
    switch (outcome) {
    case VALUX_PROGRAM_DONE:
        return "done";
    case VALUX_PROGRAM_REPLACED:
        return "replaced";
    case VALUX_PROGRAM_ALREADY:
        return "already";
    case VALUX_PROGRAM_VISIBLE:
        return "visible";
    case VALUX_PROGRAM_OLD_FORMAT:
        break;
    }
    return "old-format";
}

/* What is copied for a sandboxed program is always our own module, which later commands renew. */
static bool register_one(struct registration_entry *entry, const struct valux_store *store,
                         const char *module_path)
{
    char own_module[VALUX_PATH_SIZE];
    bool sandboxed = entry->program.packaging != VALUX_PROGRAM_NATIVE;

    return (!sandboxed || own_paths_module(own_module, &entry->error)) &&
           valux_program_register(store, &entry->program, sandboxed ? own_module : module_path,
                                  &entry->outcome, &entry->error);
}

static bool do_one(struct registration_entry *entry, enum registration_action action,
                   const struct valux_store *store, const char *module_path)
{
    if (action == REGISTRATION_REGISTER)
        return register_one(entry, store, module_path);
    return valux_program_unregister(store, &entry->program, &entry->outcome, &entry->error);
}

static bool find(struct valux_program **programs, size_t *count, size_t *skipped,
                 enum registration_action action, const struct valux_store *store,
                 const char *database, struct valux_error *error)
{
    if (database == NULL)
        return valux_programs_find(programs, count, skipped, error) &&
               (action == REGISTRATION_REGISTER ||
                valux_programs_add_recorded(store, programs, count, error));
    *programs = calloc(1, sizeof **programs);
    if (*programs == NULL)
        return valux_error_set_memory(error);
    *count = 1;
    return valux_program_named(database, *programs, error);
}

bool registration_run(struct registration_report *report, enum registration_action action,
                      const struct valux_store *store, const char *module_path,
                      const char *database, struct valux_error *error)
{
    bool result = false;
    struct valux_program *programs = NULL;
    size_t count = 0;

    *report = (struct registration_report){.action = action};
    if (!find(&programs, &count, &report->skipped, action, store, database, error))
        goto done;
    report->entries = calloc(count + 1, sizeof *report->entries);
    if (report->entries == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    report->count = count;
    for (size_t i = 0; i < count; i++) {
        report->entries[i].program = programs[i];
        report->entries[i].done = do_one(&report->entries[i], action, store, module_path);
    }
    report->sockets_failed = !agent_sockets_update(store, &report->sockets_error);
    result = true;
done:
    free(programs);
    return result;
}

void registration_free(struct registration_report *report)
{
    free(report->entries);
    report->entries = NULL;
    report->count = 0;
}

void registration_program_name(const struct valux_program *program, char *name, size_t size)
{
    if (program->profile[0] != '\0')
        valux_text_print(name, size, _("%s, profile %s, in %s"), kind_name(program->kind),
                         program->profile, program->directory);
    else
        valux_text_print(name, size, _("%s in %s"), kind_name(program->kind), program->directory);
    valux_text_printable(name);
}

/* What came of it, in the person's language. */
static const char *explain_outcome(const struct registration_entry *entry, bool registering)
{
    switch (entry->outcome) {
    case VALUX_PROGRAM_DONE:
        return registering ? _("registered") : _("registration taken back");
    case VALUX_PROGRAM_REPLACED:
        return _("registered in place of a module with another path");
    case VALUX_PROGRAM_ALREADY:
        return registering ? _("was registered already") : _("was not registered");
    case VALUX_PROGRAM_VISIBLE:
        return _("not registered: another of its modules (p11-kit's proxy) shows the token "
                 "already");
    case VALUX_PROGRAM_OLD_FORMAT:
        break;
    }
    return _("not registered: it has only a database of the old format (cert8.db), which the "
             "program converts at its next start");
}

static bool is_published(const struct registration_entry *entry, enum registration_action action)
{
    return action == REGISTRATION_REGISTER && entry->done &&
           entry->program.packaging != VALUX_PROGRAM_NATIVE &&
           entry->outcome != VALUX_PROGRAM_OLD_FORMAT;
}

/* Likewise, with what was published for a sandboxed program. */
static void explain(const struct registration_entry *entry, enum registration_action action,
                    char *text, size_t size)
{
    char published[VALUX_PATH_SIZE];
    const char *outcome = entry->done ? explain_outcome(entry, action == REGISTRATION_REGISTER)
                                      : entry->error.message;

    valux_published_directory(&entry->program, published);
    if (is_published(entry, action))
        valux_text_print(text, size,
                         _("%s; the module and the list of certificates, without keys, are copied "
                           "to %s, where the sandbox lets the program see them"),
                         outcome, published);
    else
        valux_text_print(text, size, "%s", outcome);
    valux_text_printable(text);
}

static bool takes_effect_later(const struct registration_entry *entry)
{
    return entry->done && entry->program.running &&
           (entry->outcome == VALUX_PROGRAM_DONE || entry->outcome == VALUX_PROGRAM_REPLACED);
}

static bool has_published(const struct registration_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (is_published(&report->entries[i], report->action))
            return true;
    return false;
}

static bool has_sockets(const struct registration_report *report)
{
    return !report->sockets_failed && user_units_available();
}

/* How sandboxed programs come by the agent, in the person's language. */
static const char *explain_sockets(const struct registration_report *report)
{
    if (report->sockets_failed)
        return report->sockets_error.message;
    return has_sockets(report)
               ? _("programs of Flatpak and snap: the agent listens for them (systemd socket "
                   "valux-agent.socket)")
               : _("programs of Flatpak and snap see the certificates, but can't use their private "
                   "keys: the agent does not listen for them, since no systemd user manager runs "
                   "for this home directory; log in to the desktop and run 'valux-enroll register' "
                   "again");
}

static void print_lines(const struct registration_report *report)
{
    char name[VALUX_PATH_SIZE + 512];
    char text[VALUX_PATH_SIZE + 512];

    for (size_t i = 0; i < report->count; i++) {
        const struct registration_entry *entry = &report->entries[i];
        registration_program_name(&entry->program, name, sizeof name);
        explain(entry, report->action, text, sizeof text);
        output_print(stdout, "%s: %s%s\n", name, text,
                     takes_effect_later(entry)
                         ? _("; it is running now: this takes effect at its next start")
                         : "");
    }
    if (has_published(report))
        output_print(stdout, "%s\n", explain_sockets(report));
    if (report->skipped > 0)
        output_print(stdout,
                     dngettext(VALUX_TEXT_DOMAIN, "%zu list of profiles could not be read.\n",
                               "%zu lists of profiles could not be read.\n", report->skipped),
                     report->skipped);
}

/* The member of a sandboxed program that has been published to. */
static bool add_published(cJSON *object, const struct registration_entry *entry,
                          enum registration_action action)
{
    char published[VALUX_PATH_SIZE];

    if (!is_published(entry, action))
        return true;
    valux_published_directory(&entry->program, published);
    return cJSON_AddStringToObject(object, "published", published) != NULL;
}

static cJSON *entry_to_json(const struct registration_entry *entry, enum registration_action action)
{
    char text[VALUX_PATH_SIZE + 512];
    cJSON *object = cJSON_CreateObject();
    const struct valux_program *program = &entry->program;
    const char *outcome = entry->done ? outcome_word(entry->outcome) : "failed";

    explain(entry, action, text, sizeof text);
    if (cJSON_AddStringToObject(object, "kind", registration_kind_word(program->kind)) != NULL &&
        cJSON_AddStringToObject(object, "packaging",
                                registration_packaging_word(program->packaging)) != NULL &&
        cJSON_AddStringToObject(object, "profile", program->profile) != NULL &&
        cJSON_AddStringToObject(object, "directory", program->directory) != NULL &&
        cJSON_AddBoolToObject(object, "running", program->running) != NULL &&
        cJSON_AddStringToObject(object, "outcome", outcome) != NULL &&
        cJSON_AddStringToObject(object, "message", text) != NULL &&
        add_published(object, entry, action))
        return object;
    cJSON_Delete(object);
    return NULL;
}

/* The member about the agent's sockets, if sandboxed programs are registered. */
static bool add_sockets(cJSON *document, const struct registration_report *report)
{
    if (!has_published(report))
        return true;
    cJSON *sockets = cJSON_AddObjectToObject(document, "agentSockets");
    return cJSON_AddBoolToObject(sockets, "setUp", has_sockets(report)) != NULL &&
           cJSON_AddStringToObject(sockets, "message", explain_sockets(report)) != NULL;
}

static bool print_json(const struct registration_report *report, struct valux_error *error)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *programs = cJSON_AddArrayToObject(document, "programs");

    for (size_t i = 0; i < report->count; i++) {
        cJSON *entry = entry_to_json(&report->entries[i], report->action);
        if (entry == NULL || !cJSON_AddItemToArray(programs, entry)) {
            cJSON_Delete(entry);
            cJSON_Delete(document);
            return valux_error_set_memory(error);
        }
    }
    if (valux_json_set(document, "unreadableProfileLists",
                       cJSON_CreateNumber((double)report->skipped)) &&
        add_sockets(document, report))
        return json_document_write(document, error);
    cJSON_Delete(document);
    return valux_error_set_memory(error);
}

int registration_print(const struct registration_report *report, bool json)
{
    struct valux_error error;

    if (report->sockets_failed)
        command_line_warn(&report->sockets_error);
    if (!json)
        print_lines(report);
    else if (!print_json(report, &error))
        return command_line_fail(&error);
    for (size_t i = 0; i < report->count; i++) {
        if (!report->entries[i].done)
            return valux_error_exit_status(report->entries[i].error.domain);
    }
    return report->sockets_failed ? valux_error_exit_status(report->sockets_error.domain) : 0;
}
