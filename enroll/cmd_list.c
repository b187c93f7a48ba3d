/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_list.h"

#include <stdio.h>
#include <time.h>

#include "overview.h"
#include "renewal/memory.h"
#include "renewal/state.h"
#include "screen/certificate_json.h"
#include "screen/certificate_table.h"
#include "screen/command_line.h"
#include "screen/custody_state.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/output.h"
#include "valux/json.h"
#include "valux/text.h"
#include "workspace/key_database_check.h"
#include "workspace/restorable.h"
#include "workspace/store_age.h"
#include "workspace/workspace.h"

static const char help[] = N_("Lists the certificates with their status.\n\n"
                              "  --check     also check that the store can be used: that its keys\n"
                              "              can be opened here, and that it is not an older one,\n"
                              "              put back from a backup\n"
                              "  --json      write them as JSON\n"
                              "  --overview  with --json: also the alarms, the configuration, and\n"
                              "              how many requests are unfinished\n"
                              "  --verbose   show the serial numbers as well\n");

struct choice {
    bool check;
    bool json;
    bool overview;
    bool verbose;
};

static bool list_json(const struct workspace *workspace, bool overview, int64_t now,
                      struct valux_error *error)
{
    cJSON *array = cJSON_CreateArray();
    cJSON *document = cJSON_CreateObject();
    struct renewal_memory renewals = {NULL};
    struct valux_error ignored;

    (void)renewal_memory_load(&renewals, &workspace->store, &ignored);
    for (size_t i = 0; array != NULL && i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *entry = &workspace->catalogue.entries[i];
        struct renewal_state renewal;
        cJSON *item = certificate_json(workspace, entry, now);
        renewal_state_find(workspace, &renewals, entry, now, &renewal);
        if (item == NULL || !renewal_state_add_json(item, &renewal) ||
            !cJSON_AddItemToArray(array, item)) {
            cJSON_Delete(item);
            cJSON_Delete(array);
            array = NULL;
        }
    }
    renewal_memory_free(&renewals);
    if (!valux_json_set(document, "certificates", array) ||
        !custody_state_add_json(document, workspace) ||
        (overview && !overview_add_json(document, workspace, now))) {
        cJSON_Delete(document);
        return valux_error_set_memory(error);
    }
    return json_document_write(document, error);
}

static bool check_store(struct workspace *workspace, struct valux_error *error)
{
    return restorable_check(workspace, error) && key_database_check(workspace, error) &&
           store_age_check(workspace, error) != OLDER_STORE_YES;
}

static bool list(const struct choice *choice, struct valux_error *error)
{
    bool result = false;
    struct workspace workspace;

    if (!workspace_open(&workspace, NULL, error))
        goto done;
    if (choice->json) {
        result = list_json(&workspace, choice->overview, time(NULL), error) &&
                 (!choice->check || check_store(&workspace, error));
        goto done;
    }
    if (certificate_table_write(&workspace, time(NULL), NULL,
                                choice->verbose ? CERTIFICATE_TABLE_SERIAL_NUMBERS : 0) == 0)
        output_print(stdout, "%s\n", restorable_advice(&workspace));
    else if (workspace.catalogue.has_selected)
        output_print(stdout, "%s\n", _("* the certificate in use"));
    else
        output_print(stdout, "%s\n", _("No certificate is selected: valux-enroll select"));
    result = !choice->check || check_store(&workspace, error);
done:
    workspace_close(&workspace);
    return result;
}

int cmd_list(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    struct choice choice = {0};
    const struct options_row rows[] = {
        {.name = "check", .flag = &choice.check},
        {.name = "json", .flag = &choice.json},
        {.name = "overview", .flag = &choice.overview},
        {.name = "verbose", .flag = &choice.verbose},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "list",
        .synopsis = "list [--check] [--json [--overview]] [--verbose]",
        .groups = {{rows, help}},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    if (choice.overview && !choice.json)
        return command_line_usage("list", "%s", _("--overview goes with --json only."));
    return list(&choice, &error) ? 0 : command_line_fail(&error);
}
