/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_status.h"

#include <stdio.h>
#include <time.h>

#include "centre/certificate_states.h"
#include "screen/certificate_json.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/progress.h"
#include "screen/status_word.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/entry_status.h"
#include "workspace/restorable.h"
#include "workspace/workspace.h"

#define ADVICE_SIZE 512

static const char help[] =
    N_("Shows a certificate's status, by default that of the one in use. The exit status is 0\n"
       "if programs can use it.\n\n"
       "  --json  write it as JSON\n"
       "  --sync  ask the centre first about all certificates\n"
       "  --progress-fd NUMBER  write what is being done to this descriptor, as JSON lines\n");

static void write_time(const char *name, int64_t seconds)
{
    char text[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(seconds, text);
    output_print(stdout, "  %s: %s\n", name, text);
}

/* What the person should do, as the manual says it below its lists. */
static void write_advice(enum valux_status status, const char *nickname)
{
    char text[ADVICE_SIZE] = "";

    switch (status) {
    case VALUX_STATUS_REVOKED:
        valux_text_print(text, sizeof text, "%s",
                         _("The centre has revoked it. Select or acquire another one."));
        break;
    case VALUX_STATUS_SUSPENDED:
        valux_text_print(text, sizeof text, "%s",
                         _("The centre has suspended it. Ask the VALUX centre."));
        break;
    case VALUX_STATUS_INVALID:
        valux_text_print(text, sizeof text, "%s",
                         _("It is past its expiry and can't be renewed. Acquire a new one: "
                           "valux-enroll new"));
        break;
    case VALUX_STATUS_NOT_YET_VALID:
        valux_text_print(text, sizeof text, "%s", _("Its service period has not begun."));
        break;
    case VALUX_STATUS_EXPIRED:
        valux_text_print(text, sizeof text,
                         _("The services of the VALUX centre can't be used with it. Renew it at "
                           "once: valux-enroll renew %s"),
                         nickname);
        break;
    case VALUX_STATUS_EXPIRING:
        valux_text_print(text, sizeof text,
                         _("Its service period ends soon. Renew it: valux-enroll renew %s"),
                         nickname);
        break;
    case VALUX_STATUS_NEW_ARRIVAL:
        valux_text_print(text, sizeof text,
                         _("It has never been in use. Select it to use it: valux-enroll select "
                           "%s"),
                         nickname);
        break;
    case VALUX_STATUS_NEW:
    case VALUX_STATUS_VALID:
        return;
    }
    output_print(stdout, "  %s\n", text);
}

static void write_entry(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, int64_t now)
{
    struct valux_status_facts facts = valux_catalogue_facts(entry, &workspace->configuration);
    enum valux_status status = entry_status(workspace, entry, now);

    output_print(stdout, "%s: %s%s\n", entry->nickname, status_word(status),
                 entry_is_selected(workspace, entry) ? _(", in use") : "");
    output_print(stdout, "  %s: %s\n", _("Company ID"), entry->company_id);
    output_print(stdout, "  %s: %s\n", _("Certificate ID"), entry->certificate_id);
    output_print(stdout, "  %s: %s\n", _("Serial number"), entry->parsed.serial_text);
    write_time(_("Service start"), facts.service_start);
    write_time(_("Service end"), facts.service_end);
    write_time(_("Certificate expiry"), facts.not_after);
    if (entry->superseded)
        output_print(stdout, "  %s\n",
                     _("It has been renewed; the new certificate takes its place."));
    else
        write_advice(status, entry->nickname);
}

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

static bool show(const char *name, bool json, bool sync, struct valux_error *error)
{
    bool result = false;
    struct valux_error sync_error = {0};
    struct workspace workspace;
    const struct valux_catalogue_entry *entry;
    int64_t now = time(NULL);

    if (!open_workspace(&workspace, sync, &sync_error, error))
        goto done;
    entry = name == NULL ? valux_catalogue_selected(&workspace.catalogue)
                         : valux_catalogue_by_name(&workspace.catalogue, name);
    if (entry == NULL) {
        explain_missing(&workspace, name, &sync_error, error);
        goto done;
    }
    if (json) {
        if (!json_document_write(certificate_json(&workspace, entry, now), error))
            goto done;
    } else {
        write_entry(&workspace, entry, now);
    }
    if (sync_error.domain != VALUX_ERROR_NONE) {
        *error = sync_error;
        goto done;
    }
    result = check_usable(&workspace, entry, now, error);
done:
    workspace_close(&workspace);
    return result;
}

int cmd_status(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    bool sync = false;
    unsigned progress = PROGRESS_NONE;
    const struct options_row rows[] = {
        {.name = "json", .flag = &json},
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "sync", .flag = &sync},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "status",
        .synopsis = "status [--json] [--sync] [--progress-fd NUMBER] [NICKNAME|SERIAL-NUMBER]",
        .groups = {{rows, help}},
        .arguments_max = 1,
    };
    char **words = options_read(&command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    return progress_open(progress, &error) && show(words[0], json, sync, &error)
               ? 0
               : command_line_fail(&error);
}
