/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_repair.h"

#include <stdio.h>

#include "doctor/repair.h"
#include "pin/pin_form.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/options.h"
#include "screen/output.h"
#include "screen/progress.h"
#include "valux/json.h"
#include "valux/text.h"
#include "workspace/key_access.h"
#include "workspace/older_store.h"
#include "workspace/workspace.h"

static const char help[] =
    N_("Rebuilds a damaged or lost catalogue from the key database.\n\n"
       "  --progress-fd NUMBER  tell by this descriptor when the PIN is needed, as JSON lines\n"
       "  --json                write the result as JSON\n");

static bool write_json(const struct workspace *workspace, size_t restored, const char *kept,
                       struct valux_error *error)
{
    cJSON *document = cJSON_CreateObject();

    if (valux_json_set(document, "count", cJSON_CreateNumber((double)workspace->catalogue.count)) &&
        valux_json_set(document, "restored", cJSON_CreateNumber((double)restored)) &&
        (kept[0] == '\0' || valux_json_set_string(document, "kept", kept)))
        return json_document_write(document, error);
    cJSON_Delete(document);
    return valux_error_set_memory(error);
}

static void write_lines(const struct workspace *workspace, size_t restored, const char *kept)
{
    if (kept[0] != '\0') {
        output_print(stdout, _("The damaged catalogue is kept as %s."), kept);
        putchar('\n');
    }
    output_print(
        stdout,
        _("Certificates in the catalogue: %zu, of them brought back from the key database: "
          "%zu."),
        workspace->catalogue.count, restored);
    putchar('\n');
    if (restored > 0)
        output_print(
            stdout, "%s\n",
            _("Run 'valux-enroll status --sync' to get their service periods from the centre."));
    if (!workspace->catalogue.has_selected && workspace->catalogue.count > 0)
        output_print(stdout, "%s\n", _("No certificate is selected: valux-enroll select"));
}

static bool repair(bool json, struct valux_error *error)
{
    bool result = false;
    size_t restored;
    char kept[REPAIR_NAME_SIZE];
    struct valux_error aside;
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};

    if (!valux_configuration_load(&workspace.configuration, error) ||
        !key_access_ask(&workspace, error) ||
        !valux_store_open_locked(&workspace.store, WORKSPACE_LOCK_WAIT_SECONDS, error) ||
        !repair_load_catalogue(&workspace, kept, error) ||
        !repair_catalogue(&workspace, &restored, error))
        goto done;
    if (older_store_check(&workspace.store, &workspace.catalogue, &workspace.configuration,
                          &aside) == OLDER_STORE_YES)
        command_line_warn(&aside);
    if (!workspace_save(&workspace, error))
        goto done;
    if (!older_store_accept(&workspace.store, &workspace.catalogue, &aside))
        command_line_warn(&aside);
    if (json) {
        result = write_json(&workspace, restored, kept, error);
        goto done;
    }
    write_lines(&workspace, restored, kept);
    result = true;
done:
    workspace_close(&workspace);
    return result;
}

int cmd_repair(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    bool json = false;
    unsigned progress = PROGRESS_NONE;
    const struct options_row rows[] = {
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "json", .flag = &json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "repair",
        .synopsis = "repair [OPTION]...",
        .groups = {{rows, help}, pin_form_options},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    return progress_open(progress, &error) && repair(json, &error) ? 0 : command_line_fail(&error);
}
