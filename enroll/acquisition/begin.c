/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/begin.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/abandon.h"
#include "acquisition/check_issued.h"
#include "centre/centre.h"
#include "screen/command_line.h"
#include "screen/progress.h"
#include "valux/certificate_request.h"
#include "valux/key_pair.h"
#include "valux/text.h"
#include "valux/tpm_key_pair.h"
#include "workspace/key_access.h"
#include "workspace/left_overs.h"
#include "workspace/seal_secret.h"

/* Copies a field to an array of `size` bytes. It fits, since it has passed its rule. */
static void copy_field(char *to, size_t size, const char *from)
{
    size_t length = strnlen(from, size - 1);

    memcpy(to, from, length);
    to[length] = '\0';
}

static bool generate(struct workspace *workspace, enum valux_key_type type,
                     struct valux_key_id *key_id, struct valux_error *error)
{
    return workspace->catalogue.keys_in_tpm
               ? valux_key_database_generate_in_tpm(workspace->database, type, key_id, error)
               : valux_key_database_generate(workspace->database, type, key_id, error);
}

/* Makes key, request and journal. `subject` is the old certificate's for a renewal, or NULL. */
static bool prepare(struct workspace *workspace, struct journal *journal,
                    const struct valux_bytes *subject, struct valux_error *error)
{
    const struct valux_configuration *configuration = &workspace->configuration;
    struct valux_error warning;
    enum valux_key_type type;

    journal->started = time(NULL);
    journal->profile = configuration->profile;
    copy_field(journal->address, sizeof journal->address, configuration->address);
    if (!seal_secret_check_demanded(workspace, error) ||
        !acquisition_check_configuration(configuration, &warning, error))
        goto failed;
    if (warning.domain != VALUX_ERROR_NONE)
        command_line_warn(&warning);
    if (!centre_key_type(configuration, workspace->catalogue.keys_in_tpm, &type, &warning, error))
        goto failed;
    if (warning.domain != VALUX_ERROR_NONE)
        command_line_warn(&warning);
    progress_tell(PROGRESS_KEY_PAIR, 0);
    if (!workspace_open_database(workspace, error) ||
        !left_overs_remove_keys(&workspace->store, &workspace->catalogue, workspace->database,
                                error) ||
        !journal_make_request_id(journal->request_id, error) ||
        !generate(workspace, type, &journal->key_id, error))
        goto failed;
    bool made = subject == NULL
                    ? valux_key_database_request(workspace->database, journal->key_id,
                                                 journal->certificate_id, journal->company_id, NULL,
                                                 &journal->request, error)
                    : valux_key_database_renewal_request(workspace->database, journal->key_id,
                                                         subject, NULL, &journal->request, error);
    if (made && journal_write(journal, &workspace->store, error))
        return true;
    acquisition_discard(workspace, journal);
failed:
    acquisition_tell_unspent(journal, error);
    return false;
}

static bool has_ids(const struct journal *journal, const struct acquisition_input *input)
{
    return journal->kind == JOURNAL_NEW && journal->state != JOURNAL_PREPARED &&
           strcmp(journal->company_id, input->fields[INPUT_COMPANY_ID]) == 0 &&
           strcmp(journal->certificate_id, input->fields[INPUT_CERTIFICATE_ID]) == 0;
}

static bool has_nickname(const struct journal *journal, const struct acquisition_input *input)
{
    return journal->kind == JOURNAL_NEW && journal->state != JOURNAL_PREPARED &&
           strcmp(journal->nickname, input->fields[INPUT_NICKNAME]) == 0;
}

/* Moves a journal out of an array. */
static void take(struct journal *from, struct journal *to)
{
    journal_free(to);
    *to = *from;
    *from = (struct journal){0};
}

bool acquisition_begin_new(struct workspace *workspace, const struct acquisition_input *input,
                           struct journal *journal, struct valux_error *error)
{
    bool result = false;
    bool found = false;
    struct journal *journals;
    size_t count;

    *journal = (struct journal){.kind = JOURNAL_NEW};
    if (!journal_load_all(&workspace->store, &journals, &count, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!found && has_ids(&journals[i], input)) {
            take(&journals[i], journal);
            found = true;
        } else if (has_nickname(&journals[i], input)) {
            valux_error_set(error, VALUX_ERROR_INPUT,
                            _("The nickname %s belongs to an acquisition that has not ended. Run "
                              "'valux-enroll resume' first, or choose another."),
                            input->fields[INPUT_NICKNAME]);
            goto done;
        }
    }
    copy_field(journal->nickname, sizeof journal->nickname, input->fields[INPUT_NICKNAME]);
    if (found) {
        result = true;
        goto done;
    }
    copy_field(journal->company_id, sizeof journal->company_id, input->fields[INPUT_COMPANY_ID]);
    copy_field(journal->certificate_id, sizeof journal->certificate_id,
               input->fields[INPUT_CERTIFICATE_ID]);
    result = prepare(workspace, journal, NULL, error);
done:
    journal_free_all(journals, count);
    return result;
}

bool acquisition_begin_renewal(struct workspace *workspace,
                               const struct valux_catalogue_entry *entry, struct journal *journal,
                               struct valux_error *error)
{
    bool found = false;
    struct journal *journals;
    size_t count;

    *journal = (struct journal){.kind = JOURNAL_RENEWAL};
    if (!journal_load_all(&workspace->store, &journals, &count, error))
        return false;
    for (size_t i = 0; i < count && !found; i++) {
        found = journals[i].kind == JOURNAL_RENEWAL && journals[i].state != JOURNAL_PREPARED &&
                valux_key_id_equal(journals[i].old_key_id, entry->key_id);
        if (found)
            take(&journals[i], journal);
    }
    journal_free_all(journals, count);
    if (found)
        return true;
    journal->old_key_id = entry->key_id;
    memcpy(journal->nickname, entry->nickname, sizeof journal->nickname);
    memcpy(journal->company_id, entry->company_id, sizeof journal->company_id);
    memcpy(journal->certificate_id, entry->certificate_id, sizeof journal->certificate_id);
    return prepare(workspace, journal, &entry->parsed.subject, error);
}
