/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_retire.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alarm/timer.h"
#include "pin/pin_form.h"
#include "registration/agent.h"
#include "registration/registration.h"
#include "screen/certificate_json.h"
#include "screen/certificate_sheet.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/prompt.h"
#include "valux/json.h"
#include "valux/key_pair.h"
#include "valux/text.h"
#include "workspace/entry_status.h"
#include "workspace/journal.h"
#include "workspace/key_access.h"
#include "workspace/system_journal.h"
#include "workspace/workspace.h"

static const char help[] =
    N_("Ends what you have on this machine, before it or your account is given up: shows for each\n"
       "certificate what the VALUX centre must be told, and then removes all certificates with\n"
       "their keys, and the registration with programs. It asks first.\n\n"
       "  --json  write the removed certificates as JSON; needs --yes\n"
       "  --yes   do not ask\n");

/* Whether the centre has to be told: others could still use the key. */
static bool is_for_centre(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry, int64_t now)
{
    enum valux_status status = entry_status(workspace, entry, now);

    return status != VALUX_STATUS_INVALID && status != VALUX_STATUS_REVOKED;
}

static bool check_nothing_unfinished(const struct workspace *workspace, struct valux_error *error)
{
    struct journal *journals;
    size_t count;

    if (!journal_load_all(&workspace->store, &journals, &count, error))
        return false;
    journal_free_all(journals, count);
    return count == 0 ||
           valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                           _("An acquisition or renewal has not ended: the centre may have issued "
                             "a certificate that is not here yet. Run 'valux-enroll resume' "
                             "first. One that can't end is given up by 'valux-enroll resume "
                             "--abandon'."));
}

/* Shows what the centre must be told, and asks. The store is not locked meanwhile. */
static bool show_and_ask(bool yes, bool json, struct valux_error *error)
{
    struct workspace workspace;
    struct certificate_sheet sheet;
    int64_t now = time(NULL);
    bool agreed = yes;
    bool result = workspace_open(&workspace, NULL, error) &&
                  (workspace.store.directory < 0 || check_nothing_unfinished(&workspace, error));

    for (size_t i = 0; result && !json && i < workspace.catalogue.count; i++) {
        const struct valux_catalogue_entry *entry = &workspace.catalogue.entries[i];
        if (!is_for_centre(&workspace, entry, now))
            continue;
        output_print(stdout, "%s\n",
                     _("Tell the VALUX centre that this certificate is given up, and have it "
                       "revoked:"));
        certificate_sheet_fill(&workspace, NULL, entry, now, &sheet);
        certificate_sheet_write(&sheet);
        putchar('\n');
    }
    workspace_close(&workspace);
    if (!result || yes)
        return result;
    return prompt_yes(_("Remove all certificates and their keys from this machine for good? "
                        "[y/N]"),
                      &agreed, error) &&
           (agreed || valux_error_set(error, VALUX_ERROR_CANCELLED, "%s",
                                      _("Cancelled: nothing was removed.")));
}

/*
 * Removes each certificate as `remove` does: first from the catalogue, then its key. A kill leaves
 * whole certificates, and keys that the next run removes.
 */
static bool remove_certificates(struct workspace *workspace, cJSON *removed, int64_t now,
                                struct valux_error *error)
{
    while (workspace->catalogue.count > 0) {
        struct valux_catalogue_entry *entry = &workspace->catalogue.entries[0];
        struct valux_key_id key_id = entry->key_id;
        system_journal_tell(JOURNAL_EVENT_RETIRED, _("The certificate is removed for good."), entry,
                            NULL);
        cJSON *item = certificate_json(workspace, entry, now);
        if (item == NULL || !cJSON_AddItemToArray(removed, item))
            return valux_error_set_memory(error);
        valux_catalogue_remove(&workspace->catalogue, entry);
        if (!workspace_save(workspace, error) ||
            !valux_key_database_remove(workspace->database, key_id, error))
            return false;
    }
    return true;
}

/* Removes what is in the key database alone: what a kill or a lost catalogue has left there. */
static bool remove_other_keys(struct workspace *workspace, struct valux_error *error)
{
    struct valux_key_id *key_ids = NULL;
    size_t count = 0;
    bool result = valux_key_database_list(workspace->database, &key_ids, &count, error);

    for (size_t i = 0; result && i < count; i++)
        result = valux_key_database_remove(workspace->database, key_ids[i], error);
    free(key_ids);
    return result && valux_key_database_remove_left_overs(workspace->database, error);
}

static void unregister(const struct workspace *workspace)
{
    struct registration_report report = {0};
    struct valux_error error;

    if (!registration_run(&report, REGISTRATION_UNREGISTER, &workspace->store, "", NULL, &error))
        command_line_warn(&error);
    for (size_t i = 0; i < report.count; i++)
        if (!report.entries[i].done)
            command_line_warn(&report.entries[i].error);
    registration_free(&report);
    agent_unregister(true);
    timer_unregister(true);
}

static bool write_result(cJSON *removed, bool json, struct valux_error *error)
{
    cJSON *document;

    if (!json) {
        output_print(stdout, "%s\n",
                     _("All certificates and their keys have been removed from this machine."));
        cJSON_Delete(removed);
        return true;
    }
    document = cJSON_CreateObject();
    if (valux_json_set(document, "removed", removed))
        return json_document_write(document, error);
    cJSON_Delete(document);
    return valux_error_set_memory(error);
}

static bool retire(bool yes, bool json, struct valux_error *error)
{
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    cJSON *removed = cJSON_CreateArray();
    bool result = show_and_ask(yes, json, error) &&
                  key_access_open_workspace(&workspace, NULL, error) &&
                  check_nothing_unfinished(&workspace, error);

    if (result && (workspace_has_database(&workspace) || workspace.catalogue.count > 0))
        result = workspace_open_database(&workspace, error) &&
                 remove_certificates(&workspace, removed, time(NULL), error) &&
                 remove_other_keys(&workspace, error);
    if (result) {
        workspace_close_database(&workspace);
        unregister(&workspace);
        result = write_result(removed, json, error);
        removed = NULL;
    }
    cJSON_Delete(removed);
    workspace_close(&workspace);
    return result;
}

int cmd_retire(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    bool yes = false;
    const struct options_row rows[] = {
        {.name = "json", .flag = &json},
        {.name = "yes", .flag = &yes},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "retire",
        .synopsis = "retire [--json] [--yes]",
        .groups = {{rows, help}, pin_form_options},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    return retire(yes, json, &error) ? 0 : command_line_fail(&error);
}
