/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_status.h"

#include <stdio.h>
#include <time.h>

#include "centre/certificate_states.h"
#include "fleet/all_users.h"
#include "fleet/textfile.h"
#include "renewal/memory.h"
#include "renewal/state.h"
#include "screen/certificate_json.h"
#include "screen/certificate_page.h"
#include "screen/certificate_sheet.h"
#include "screen/command_line.h"
#include "screen/custody_state.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/progress.h"
#include "screen/proxy_descriptor.h"
#include "screen/status_word.h"
#include "valux/json.h"
#include "valux/text.h"
#include "workspace/entry_status.h"
#include "workspace/key_database_check.h"
#include "workspace/restorable.h"
#include "workspace/store_age.h"
#include "workspace/workspace.h"

struct choice {
    bool all_users;
    bool html;
    bool json;
    bool sync;
    const char *textfile; /* or NULL */
};

static const char help[] =
    N_("Shows a certificate on one sheet, with what the VALUX centre wants to know of it; by\n"
       "default the one in use. The exit status is 0 if programs can use it.\n\n"
       "  --all-users      for root: how it stands with the certificates of all users\n"
       "  --textfile FILE  with --all-users: write it for Prometheus, to a file of\n"
       "                   node_exporter's textfile collector\n"
       "  --html  write the sheet as a page to be printed, in HTML\n"
       "  --json  write it as JSON\n"
       "  --sync  ask the centre first about all certificates\n"
       "  --progress-fd NUMBER  write what is being done to this descriptor, as JSON lines\n"
       "  --proxy-login-fd NUMBER  read who you are to a proxy that asks from this\n"
       "                   descriptor, a line USER:PASSWORD each time\n");

/*
 * The exit status is for monitoring: it is VALUX_ERROR_STATUS's if programs can't use the
 * certificate.
 */
static bool check_usable(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry, int64_t now,
                         struct valux_error *error)
{
    enum valux_status status = entry_status(workspace, entry, now);

    if (!entry->superseded && valux_status_is_usable(status))
        return true;
    return valux_error_set(error, VALUX_ERROR_STATUS, _("%s can't be used: its status is %s."),
                           entry->nickname, entry->superseded ? _("renewed") : status_word(status));
}

/*
 * Opens the store and, with `sync`, asks the centre. If the centre can't be asked, *sync_error says
 * why and what is known is shown all the same.
 */
static bool open_workspace(struct workspace *workspace, bool sync, struct valux_error *sync_error,
                           struct valux_error *error)
{
    if (!sync)
        return workspace_open(workspace, NULL, error);
    if (!workspace_open_locked(workspace, NULL, error))
        return false;
    progress_tell(PROGRESS_ASKING, 0);
    (void)centre_synchronise(workspace, sync_error);
    return true;
}

/* Says why there is no certificate to show. `name` is the command line's, or NULL. */
static void explain_missing(struct workspace *workspace, const char *name,
                            const struct valux_error *sync_error, struct valux_error *error)
{
    if (name == NULL && sync_error->domain != VALUX_ERROR_NONE)
        *error = *sync_error;
    else if (!restorable_check(workspace, error))
        return;
    else if (name != NULL)
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."), name);
    else
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s", _("No certificate is selected."));
}

static bool write_json(const struct workspace *workspace, const struct renewal_memory *renewals,
                       const struct valux_catalogue_entry *entry, int64_t now,
                       struct valux_error *error)
{
    struct renewal_state renewal;
    cJSON *object = certificate_json(workspace, entry, now);
    const char *contact = workspace->configuration.contact;

    renewal_state_find(workspace, renewals, entry, now, &renewal);
    if (object != NULL && renewal_state_add_json(object, &renewal) &&
        custody_state_add_json(object, workspace) &&
        (contact[0] == '\0' || valux_json_set_string(object, "contact", contact)))
        return json_document_write(object, error);
    cJSON_Delete(object);
    return valux_error_set_memory(error);
}

static bool write_entry(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, const struct choice *choice,
                        int64_t now, struct valux_error *error)
{
    bool result = true;
    struct valux_error ignored;
    struct renewal_memory renewals = {NULL};
    struct certificate_sheet sheet;

    /* What can't be read is as if there had been no renewal; `renew --automatic` tells it. */
    (void)renewal_memory_load(&renewals, &workspace->store, &ignored);
    if (choice->json) {
        result = write_json(workspace, &renewals, entry, now, error);
    } else {
        certificate_sheet_fill(workspace, &renewals, entry, now, &sheet);
        if (choice->html)
            certificate_page_write(&sheet);
        else
            certificate_sheet_write(&sheet);
    }
    renewal_memory_free(&renewals);
    return result;
}

static bool show(const char *name, const struct choice *choice, struct valux_error *error)
{
    bool result = false;
    struct valux_error sync_error = {0};
    struct valux_error older;
    struct workspace workspace;
    const struct valux_catalogue_entry *entry;
    int64_t now = time(NULL);

    if (!open_workspace(&workspace, choice->sync, &sync_error, error))
        goto done;
    entry = name == NULL ? valux_catalogue_selected(&workspace.catalogue)
                         : valux_catalogue_by_name(&workspace.catalogue, name);
    if (entry == NULL) {
        explain_missing(&workspace, name, &sync_error, error);
        goto done;
    }
    if (!write_entry(&workspace, entry, choice, now, error))
        goto done;
    if (store_age_check(&workspace, &older) == OLDER_STORE_YES)
        command_line_warn(&older);
    if (sync_error.domain != VALUX_ERROR_NONE) {
        *error = sync_error;
        goto done;
    }
    result = key_database_check(&workspace, error) && check_usable(&workspace, entry, now, error);
done:
    workspace_close(&workspace);
    return result;
}

/* The exit status is that of the user with whom it stands worst. */
static int show_all_users(bool json, const char *textfile)
{
    struct valux_error error;
    cJSON *document;
    int status;

    if (!all_users_read(time(NULL), &document, &error))
        return command_line_fail(&error);
    status = (int)cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(document, "exitStatus"));
    if (textfile != NULL && !textfile_write(document, textfile, &error)) {
        cJSON_Delete(document);
        return command_line_fail(&error);
    }
    if (json)
        return json_document_write(document, &error) ? status : command_line_fail(&error);
    if (textfile == NULL)
        all_users_write(document);
    cJSON_Delete(document);
    return status;
}

/* Why options and argument do not go together, as two of them; else true. */
static bool go_together(const struct choice *choice, const char *name, const char *words[2])
{
    words[0] = "--all-users";
    if (choice->all_users) {
        words[1] = name != NULL ? name : choice->html ? "--html" : choice->sync ? "--sync" : NULL;
        return words[1] == NULL;
    }
    words[0] = "--html";
    words[1] = "--json";
    return !choice->html || !choice->json;
}

int cmd_status(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    struct choice choice = {0};
    unsigned progress = PROGRESS_NONE;
    unsigned proxy_login = PROXY_DESCRIPTOR_NONE;
    const char *apart[2];
    const struct options_row rows[] = {
        {.name = "all-users", .flag = &choice.all_users},
        {.name = "html", .flag = &choice.html},
        {.name = "json", .flag = &choice.json},
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "proxy-login-fd", .number = &proxy_login, .maximum = PROXY_DESCRIPTOR_NONE - 1},
        {.name = "sync", .flag = &choice.sync},
        {.name = "textfile", .text = &choice.textfile},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "status",
        .synopsis = "status [OPTION]... [NICKNAME|SERIAL-NUMBER]",
        .groups = {{rows, help}},
        .arguments_max = 1,
    };
    char **words = options_read(&command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    if (!go_together(&choice, words[0], apart))
        return command_line_usage("status", _("%s and %s do not go together."), apart[0], apart[1]);
    if (choice.textfile != NULL && !choice.all_users)
        return command_line_usage("status", "%s", _("--textfile goes with --all-users only."));
    if (choice.all_users)
        return show_all_users(choice.json, choice.textfile);
    return progress_open(progress, &error) && proxy_descriptor_open(proxy_login, &error) &&
                   show(words[0], &choice, &error)
               ? 0
               : command_line_fail(&error);
}
