/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "screen/certificate_json.h"
#include "screen/certificate_table.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/prompt.h"
#include "screen/status_explanation.h"
#include "screen/status_word.h"
#include "valux/text.h"
#include "workspace/entry_status.h"
#include "workspace/key_database_check.h"
#include "workspace/restorable.h"
#include "workspace/workspace.h"

#define NAME_SIZE 64 /* bytes of a serial number in hexadecimal, or of what is typed */

static const char help[] = N_("Chooses the certificate to use. Without a name, it asks.\n\n"
                              "  --json  write the certificate as JSON\n");

/* The manual's list for a selection: everything that a renewal has not superseded. */
static bool is_offered(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       int64_t now)
{
    (void)workspace;
    (void)now;
    return !entry->superseded;
}

/* The entry to which certificate_table_write gave this number, or NULL. */
static struct valux_catalogue_entry *offered_entry(const struct workspace *workspace, size_t number)
{
    for (size_t i = 0; i < workspace->catalogue.count; i++) {
        struct valux_catalogue_entry *entry = &workspace->catalogue.entries[i];
        if (is_offered(workspace, entry, 0) && --number == 0)
            return entry;
    }
    return NULL;
}

/* Shows the certificate in use, and then those to choose from, as the manual's screen does. */
static bool show_screen(struct workspace *workspace, int64_t now, struct valux_error *error)
{
    if (valux_catalogue_selected(&workspace->catalogue) != NULL) {
        output_print(stdout, "%s\n", _("The certificate in use:"));
        certificate_table_write(workspace, now, entry_is_selected_at, 0);
        putchar('\n');
    }
    if (certificate_table_write(workspace, now, is_offered, CERTIFICATE_TABLE_NUMBERS) == 0)
        return valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s", restorable_advice(workspace));
    putchar('\n');
    status_explanation_write();
    putchar('\n');
    fflush(stdout);
    return true;
}

/* Asks on the terminal. `name` becomes the serial number of the chosen entry. */
static bool ask(char name[static NAME_SIZE], struct valux_error *error)
{
    bool result = false;
    struct workspace workspace;
    const struct valux_catalogue_entry *entry;
    char *end;

    if (!prompt_allowed(error))
        return false;
    if (!workspace_open(&workspace, NULL, error) || !show_screen(&workspace, time(NULL), error) ||
        !prompt_line(_("Number or nickname of the certificate to use"), false, name, NAME_SIZE,
                     error))
        goto done;
    unsigned long number = strtoul(name, &end, 10);
    entry = name[0] != '\0' && *end == '\0' && number >= 1 && number <= workspace.catalogue.count
                ? offered_entry(&workspace, number)
                : valux_catalogue_by_name(&workspace.catalogue, name);
    if (entry == NULL) {
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."), name);
        goto done;
    }
    memcpy(name, entry->parsed.serial_text, sizeof entry->parsed.serial_text);
    result = true;
done:
    workspace_close(&workspace);
    return result;
}

/* Only a certificate that programs would see can be selected. */
static bool check_selectable(const struct workspace *workspace,
                             const struct valux_catalogue_entry *entry, int64_t now,
                             struct valux_error *error)
{
    enum valux_status status = entry_status(workspace, entry, now);

    if (entry->superseded)
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               _("%s (%s) has been renewed: select the new certificate."),
                               entry->nickname, entry->parsed.serial_text);
    if (!valux_status_is_usable(status))
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               valux_status_is_renewable(status)
                                   ? _("%s can't be used: its status is %s. Renew it: "
                                       "valux-enroll renew %s")
                                   : _("%s can't be used: its status is %s."),
                               entry->nickname, status_word(status), entry->nickname);
    return true;
}

/* What was selected is of no use where the keys don't open here. */
static void warn_of_keys(struct workspace *workspace)
{
    struct valux_error error;

    if (!key_database_check(workspace, &error))
        command_line_warn(&error);
}

static bool select_entry(const char *name, bool json, struct valux_error *error)
{
    bool result = false;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    char answer[NAME_SIZE];
    int64_t now = time(NULL);

    if ((name == NULL && !ask(answer, error)) || !workspace_open_locked(&workspace, NULL, error))
        goto done;
    struct valux_catalogue_entry *entry =
        valux_catalogue_by_name(&workspace.catalogue, name == NULL ? answer : name);
    if (entry == NULL) {
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."),
                        name == NULL ? answer : name);
        goto done;
    }
    if (!check_selectable(&workspace, entry, now, error))
        goto done;
    if (!entry_is_selected(&workspace, entry)) {
        valux_catalogue_select(&workspace.catalogue, entry, now);
        if (!workspace_save(&workspace, error))
            goto done;
    }
    warn_of_keys(&workspace);
    if (json) {
        result = json_document_write(certificate_json(&workspace, entry, now), error);
        goto done;
    }
    output_print(stdout,
                 _("The certificate in use is now %s. Programs that are running follow by "
                   "themselves.\n"),
                 entry->nickname);
    result = true;
done:
    workspace_close(&workspace);
    return result;
}

int cmd_select(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    const struct options_row rows[] = {
        {.name = "json", .flag = &json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "select",
        .synopsis = "select [--json] [NICKNAME|SERIAL-NUMBER]",
        .groups = {{rows, help}},
        .arguments_max = 1,
    };
    char **words = options_read(&command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    return select_entry(words[0], json, &error) ? 0 : command_line_fail(&error);
}
