/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_remove.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pin/pin_form.h"
#include "screen/certificate_json.h"
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
#include "workspace/workspace.h"

static const char help[] =
    N_("Removes a certificate and its key for good. It asks first, and a second time if it is the\n"
       "certificate in use.\n\n"
       "  --yes            do not ask\n"
       "  --even-selected  do not ask a second time for the certificate in use\n"
       "  --json           write the removed certificate as JSON; it wants --yes\n");

struct remove_options {
    const char *name;
    bool yes;
    bool even_selected;
    bool json;
};

static bool confirm(const char *question, bool given, struct valux_error *error)
{
    bool yes = given;

    if (!given && !prompt_yes(question, &yes, error))
        return false;
    return yes || valux_error_set(error, VALUX_ERROR_CANCELLED, "%s",
                                  _("Cancelled: nothing was removed."));
}

/* A removed key can't come back, so the person is asked twice about the certificate in use. */
static bool confirm_all(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry,
                        const struct remove_options *options, struct valux_error *error)
{
    char question[512];

    valux_text_print(question, sizeof question,
                     _("Remove the certificate %s (%s) and its key for good? [y/N]"),
                     entry->nickname, entry->parsed.serial_text);
    if (!confirm(question, options->yes, error))
        return false;
    if (!entry_is_selected(workspace, entry))
        return true;
    if (options->yes && !options->even_selected)
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               _("%s is the certificate in use. To remove it nevertheless, add "
                                 "--even-selected."),
                               entry->nickname);
    return confirm(_("It is the certificate in use: programs lose it at once. Remove it "
                     "nevertheless? [y/N]"),
                   options->even_selected, error);
}

/* A renewal that has not ended may need the old key to send its request again. */
static bool check_not_renewing(const struct workspace *workspace,
                               const struct valux_catalogue_entry *entry, struct valux_error *error)
{
    bool result = true;
    struct journal *journals;
    size_t count;

    if (!journal_load_all(&workspace->store, &journals, &count, error))
        return false;
    for (size_t i = 0; i < count && result; i++)
        if (journals[i].kind == JOURNAL_RENEWAL && journals[i].state != JOURNAL_PREPARED &&
            valux_key_id_equal(journals[i].old_key_id, entry->key_id))
            result = valux_error_set(error, VALUX_ERROR_PENDING,
                                     _("The renewal of %s has not ended. Run 'valux-enroll resume' "
                                       "first."),
                                     entry->nickname);
    journal_free_all(journals, count);
    return result;
}

static bool no_such_certificate(const char *name, struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_NOT_FOUND, _("There is no certificate \"%s\"."),
                           name);
}

/* What the person has said yes to. */
struct choice {
    struct valux_key_id key_id;
    bool even_selected; /* also if it is the certificate in use */
};

/* Finds the certificate and asks the person, without holding the store's lock meanwhile. */
static bool choose(const struct remove_options *options, struct choice *choice,
                   struct valux_error *error)
{
    bool result = false;
    struct workspace workspace;

    if (!workspace_open(&workspace, NULL, error))
        goto done;
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_name(&workspace.catalogue, options->name);
    if (entry == NULL) {
        no_such_certificate(options->name, error);
        goto done;
    }
    choice->key_id = entry->key_id;
    choice->even_selected = options->even_selected || entry_is_selected(&workspace, entry);
    result = check_not_renewing(&workspace, entry, error) &&
             confirm_all(&workspace, entry, options, error);
done:
    workspace_close(&workspace);
    return result;
}

/*
 * Checks, with the lock held, that nothing has changed which the person should have been asked
 * about.
 */
static bool check_choice(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry, const struct choice *choice,
                         struct valux_error *error)
{
    if (entry_is_selected(workspace, entry) && !choice->even_selected)
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               _("%s has become the certificate in use meanwhile: nothing was "
                                 "removed."),
                               entry->nickname);
    return check_not_renewing(workspace, entry, error);
}

/* Takes `removed`, which may be NULL for want of memory. */
static bool write_json(cJSON *removed, struct valux_error *error)
{
    cJSON *document = cJSON_CreateObject();

    if (valux_json_set(document, "removed", removed))
        return json_document_write(document, error);
    cJSON_Delete(document);
    return valux_error_set_memory(error);
}

/*
 * Removes the entry from the catalogue first, so that no program sees the certificate any more, and
 * then the key. After a kill in between the certificate is restorable: `repair` brings it back. The
 * key database is open before: if it can't be opened, nothing is removed.
 */
static bool remove_entry(const struct remove_options *options, const struct choice *choice,
                         struct valux_error *error)
{
    bool result = false;
    struct workspace workspace;
    cJSON *removed = NULL;

    if (!key_access_open_workspace(&workspace, NULL, error))
        goto done;
    struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&workspace.catalogue, choice->key_id);
    if (entry == NULL) {
        no_such_certificate(options->name, error);
        goto done;
    }
    if (!check_choice(&workspace, entry, choice, error) ||
        !workspace_open_database(&workspace, error))
        goto done;
    removed = certificate_json(&workspace, entry, time(NULL));
    valux_catalogue_remove(&workspace.catalogue, entry);
    if (!workspace_save(&workspace, error) ||
        !valux_key_database_remove(workspace.database, choice->key_id, error))
        goto done;
    result = true;
    if (options->json) {
        result = write_json(removed, error);
        removed = NULL;
    } else {
        output_print(stdout, _("The certificate %s and its key have been removed."), options->name);
        putchar('\n');
    }
done:
    cJSON_Delete(removed);
    workspace_close(&workspace);
    return result;
}

int cmd_remove(int argument_count, char **arguments)
{
    int status;
    struct valux_error error = {0};
    struct remove_options options = {0};
    struct choice choice;
    const struct options_row rows[] = {
        {.name = "yes", .flag = &options.yes},
        {.name = "even-selected", .flag = &options.even_selected},
        {.name = "json", .flag = &options.json},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "remove",
        .synopsis = "remove [--json] [--yes [--even-selected]] NICKNAME|SERIAL-NUMBER",
        .groups = {{rows, help}, pin_form_options},
        .arguments_max = 1,
    };
    char **words = options_read(&command, argument_count, arguments, &status);

    if (words == NULL)
        return status;
    options.name = words[0];
    if (options.name == NULL)
        return command_line_usage("remove", "%s", _("One nickname or serial number is wanted."));
    return choose(&options, &choice, &error) && remove_entry(&options, &choice, &error)
               ? 0
               : command_line_fail(&error);
}
