/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_renew.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/automatic.h"
#include "acquisition/end.h"
#include "acquisition/options.h"
#include "acquisition/refusal.h"
#include "acquisition/renew.h"
#include "centre/centre.h"
#include "centre/certificate_states.h"
#include "screen/certificate_json.h"
#include "screen/certificate_table.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/prompt.h"
#include "screen/renewal_result.h"
#include "screen/status_explanation.h"
#include "valux/text.h"
#include "workspace/centre_words.h"
#include "workspace/entry_status.h"
#include "workspace/key_access.h"
#include "workspace/restorable.h"
#include "workspace/seal_secret.h"

#define NAME_SIZE 64 /* bytes of a serial number in hexadecimal, or of what is typed */

static const char help[] =
    N_("Renews a certificate. No one-time password is needed: the certificate's own key proves\n"
       "who asks. Without a name, it renews the certificate in use if that can be renewed, and\n"
       "asks otherwise. A renewal that has not ended is taken up again.\n\n"
       "  --automatic            renew what is due and tell it on the desktop, as the timer\n"
       "                         does, where the configuration has renewal.automatic\n"
       "  --quiet                with --automatic: write nothing to standard output\n"
       "  --json                 write the result as JSON\n");

/* The manual's list for a renewal. */
static bool is_renewable(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry, int64_t now)
{
    return !entry->superseded && valux_status_is_renewable(entry_status(workspace, entry, now));
}

/* Replaces a number of the list by the serial number of its certificate. True always. */
static bool take_number(const struct workspace *workspace, int64_t now, char name[static NAME_SIZE])
{
    char *end;
    unsigned long number = strtoul(name, &end, 10);

    for (size_t i = 0; *end == '\0' && i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *entry = &workspace->catalogue.entries[i];
        if (is_renewable(workspace, entry, now) && --number == 0) {
            memcpy(name, entry->parsed.serial_text, sizeof entry->parsed.serial_text);
            break;
        }
    }
    return true;
}

/* Says that nothing can be renewed, and what the centre has done to the selected certificate. */
static bool refuse_all(const struct workspace *workspace, int64_t now, struct valux_error *error)
{
    char words[CENTRE_WORDS_SIZE];
    const struct valux_catalogue_entry *selected = valux_catalogue_selected(&workspace->catalogue);

    if (selected != NULL && centre_words_state(workspace, selected, now, words))
        return refusal_by_status(workspace, selected, now, error);
    return valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s",
                           _("There is no certificate that can be renewed now."));
}

/*
 * Finds what to renew when the command line has no name: the selected certificate if it is
 * renewable and the person is not in the menu, else what the person answers on the terminal. `name`
 * becomes a serial number or a nickname.
 */
static bool ask(const struct acquisition_options *options, char name[static NAME_SIZE],
                struct valux_error *error)
{
    struct workspace workspace;
    const struct valux_catalogue_entry *selected;
    int64_t now = time(NULL);
    bool result = workspace_open(&workspace, &options->configuration, error);

    if (!result)
        goto done;
    result = centre_is_configured(&options->configuration, error);
    if (!result)
        goto done;
    selected = valux_catalogue_selected(&workspace.catalogue);
    if (!command_line_is_menu() && selected != NULL && is_renewable(&workspace, selected, now)) {
        memcpy(name, selected->parsed.serial_text, sizeof selected->parsed.serial_text);
        goto done;
    }
    result = prompt_allowed(error);
    if (!result)
        goto done;
    if (certificate_table_write(&workspace, now, is_renewable, CERTIFICATE_TABLE_NUMBERS) == 0) {
        result = restorable_check(&workspace, error) && refuse_all(&workspace, now, error);
        goto done;
    }
    putchar('\n');
    status_explanation_write();
    putchar('\n');
    fflush(stdout);
    result = prompt_line(_("Number or nickname of the certificate to renew"), false, name,
                         NAME_SIZE, error) &&
             take_number(&workspace, now, name);
done:
    workspace_close(&workspace);
    return result;
}

static bool find_entry(struct workspace *workspace, const char *name, int64_t now,
                       const struct valux_catalogue_entry **entry, struct valux_error *error)
{
    *entry = valux_catalogue_by_name(&workspace->catalogue, name);
    if (*entry == NULL)
        return restorable_check(workspace, error) &&
               valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."),
                               name);
    if (!is_renewable(workspace, *entry, now))
        return refusal_by_status(workspace, *entry, now, error);
    return true;
}

/* Renews. Where the centre refuses that, it is asked whether it has revoked or suspended it. */
static bool renew_entry(struct workspace *workspace, const struct valux_catalogue_entry *entry,
                        const struct acquisition_options *options, struct acquisition *acquisition,
                        struct valux_error *error)
{
    struct valux_error ignored;
    const struct valux_key_id key_id = entry->key_id;

    *acquisition = (struct acquisition){.retry_after = -1};
    if (acquisition_renew(workspace, entry, options->wait_seconds, acquisition, error))
        return true;
    if (acquisition->refused && centre_synchronise(workspace, &ignored))
        refusal_explain(workspace, key_id, time(NULL), error);
    return false;
}

/* `name` is a nickname or a serial number from the command line, or NULL. */
static bool renew(const struct acquisition_options *options, const char *name, bool json,
                  struct valux_error *error)
{
    bool result = false;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    struct acquisition acquisition;
    const struct valux_catalogue_entry *entry;
    char answer[NAME_SIZE];
    int64_t now = time(NULL);

    if ((name == NULL && !ask(options, answer, error)) ||
        !key_access_open_workspace(&workspace, &options->configuration, error) ||
        !find_entry(&workspace, name == NULL ? answer : name, now, &entry, error) ||
        !renew_entry(&workspace, entry, options, &acquisition, error) ||
        !acquisition_end(&workspace, &acquisition, options->no_register, error))
        goto done;
    entry = valux_catalogue_by_key_id(&workspace.catalogue, acquisition.key_id);
    if (json) {
        result = json_document_write(certificate_json(&workspace, entry, now), error);
        goto done;
    }
    renewal_result_write(entry->nickname, acquisition.selected);
    result = true;
done:
    workspace_close(&workspace);
    return result;
}

int cmd_renew(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    struct acquisition_options options;
    bool automatic = false;
    bool quiet = false;
    bool json = false;
    const struct options_row rows[] = {
        {.name = "automatic", .flag = &automatic},
        {.name = "json", .flag = &json},
        {.name = "quiet", .flag = &quiet},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "renew",
        .synopsis = "renew [OPTION]... [NICKNAME|SERIAL-NUMBER]",
        .groups = {{rows, help}},
        .arguments_max = 1,
    };
    char **words = acquisition_options_read(&options, &command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    if (automatic && (json || words[0] != NULL))
        return command_line_usage("renew", _("%s and %s do not go together."), "--automatic",
                                  json ? "--json" : words[0]);
    if (quiet && !automatic)
        return command_line_usage("renew", "%s", _("--quiet goes with --automatic only."));
    if (automatic) {
        seal_secret_use_prompt(NULL);
        return acquisition_automatic(&options, NULL, quiet, &error) ? 0 : command_line_fail(&error);
    }
    return renew(&options, words[0], json, &error) ? 0 : command_line_fail(&error);
}
