/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/store.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "doctor/centre.h"
#include "doctor/tpm.h"
#include "screen/status_word.h"
#include "valux/catalogue_file.h"
#include "valux/certificate.h"
#include "valux/key_lock.h"
#include "valux/key_pair.h"
#include "valux/seal_lock.h"
#include "valux/snapshot_compiler.h"
#include "valux/text.h"
#include "workspace/centre_words.h"
#include "workspace/entry_status.h"
#include "workspace/journal.h"
#include "workspace/key_database_check.h"
#include "workspace/restorable.h"
#include "workspace/store_age.h"
#include "workspace/workspace.h"

static void examine_keys(struct findings *findings, struct workspace *workspace)
{
    struct valux_error error;
    struct valux_key_id *key_ids = NULL;
    size_t count = 0;
    size_t missing = 0;

    if (valux_seal_has_pin(workspace->store.directory)) {
        findings_add(findings, "keys", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     valux_keys_are_locked(&workspace->store)
                         ? _("The keys are under a PIN, and locked. To use them: valux-enroll "
                             "unlock")
                         : _("The keys are under a PIN, and unlocked."));
        return;
    }
    if (!valux_key_database_open(workspace->store.path, false, NULL, &workspace->database,
                                 &error) ||
        !valux_key_database_list(workspace->database, &key_ids, &count, &error)) {
        findings_add_error(findings, "keys", &error);
        goto done;
    }
    for (size_t i = 0; i < workspace->catalogue.count; i++) {
        bool found = false;
        for (size_t k = 0; k < count && !found; k++)
            found = valux_key_id_equal(key_ids[k], workspace->catalogue.entries[i].key_id);
        if (!found) {
            findings_add(findings, "keys", VERDICT_WRONG, VALUX_ERROR_STORE,
                         _("The private key of the certificate %s is missing. Acquire it anew: "
                           "valux-enroll new"),
                         workspace->catalogue.entries[i].nickname);
            missing++;
        }
    }
    if (missing == 0)
        findings_add(findings, "keys", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     _("The key database opens and has the key of every certificate."));
    doctor_examine_tpm(findings, workspace);
done:
    free(key_ids);
    workspace_close_database(workspace);
}

/* Counts restorable certificates in *number. False if that failed, which is a finding then. */
static bool examine_restorable(struct findings *findings, struct workspace *workspace,
                               size_t *number)
{
    struct valux_error error;
    size_t count;
    bool result = restorable_count(workspace, &count, &error);

    if (!result) {
        findings_add_error(findings, "keys", &error);
    } else if (count > 0) {
        findings_add(findings, "catalogue", VERDICT_WRONG, VALUX_ERROR_STORE,
                     dngettext(VALUX_TEXT_DOMAIN,
                               "The key database has %zu certificate that the catalogue does not "
                               "know. Bring it back: valux-enroll repair",
                               "The key database has %zu certificates that the catalogue does not "
                               "know. Bring them back: valux-enroll repair",
                               count),
                     count);
        findings_set_remedy(findings, "repair");
    }
    workspace_close_database(workspace);
    *number = count;
    return result;
}

static void examine_snapshot(struct findings *findings, const struct workspace *workspace)
{
    struct valux_error error;
    struct valux_bytes compiled = {NULL, 0};
    struct valux_snapshot snapshot;

    if (!valux_snapshot_compile(&workspace->catalogue, &workspace->configuration,
                                valux_keys_are_locked(&workspace->store), &compiled, &error)) {
        findings_add_error(findings, "snapshot", &error);
        return;
    }
    enum valux_snapshot_result result = valux_snapshot_load(workspace->store.path, &snapshot, NULL);
    if (result == VALUX_SNAPSHOT_OK && snapshot.size == compiled.length &&
        memcmp(snapshot.base, compiled.data, compiled.length) == 0)
        findings_add(findings, "snapshot", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     _("The module's view of the store (snapshot) is up to date."));
    else if (result == VALUX_SNAPSHOT_REFUSED)
        findings_add(findings, "snapshot", VERDICT_WRONG, VALUX_ERROR_STORE,
                     _("The module refuses the store %s: it or its snapshot belongs to another "
                       "user, or others may write it."),
                     workspace->store.path);
    else if (result == VALUX_SNAPSHOT_NEWER) {
        findings_add(findings, "snapshot", VERDICT_WRONG, VALUX_ERROR_STORE, "%s",
                     _("The module's view of the store (snapshot) was written by a newer version "
                       "of VALUX for NSS. Update VALUX for NSS, or make it anew for this version: "
                       "valux-enroll list"));
        findings_set_remedy(findings, "list");
    } else {
        findings_add(findings, "snapshot", VERDICT_WRONG, VALUX_ERROR_STORE, "%s",
                     _("The module's view of the store (snapshot) is missing, damaged or older "
                       "than the catalogue. Make it anew: valux-enroll list"));
        findings_set_remedy(findings, "list");
    }
    if (result == VALUX_SNAPSHOT_OK)
        valux_snapshot_free(&snapshot);
    valux_bytes_free(&compiled);
}

static bool has_kind(const struct journal *journals, size_t count, enum journal_kind kind)
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].kind == kind)
            return true;
    return false;
}

static void examine_journals(struct findings *findings, const struct workspace *workspace)
{
    struct valux_error error;
    struct valux_error unreadable = {0};
    struct journal *journals = NULL;
    size_t count = 0;

    if (!journal_load_readable(&workspace->store, &journals, &count, &unreadable, &error))
        findings_add_error(findings, "pending", &error);
    else if (count == 0 && unreadable.domain == VALUX_ERROR_NONE)
        findings_add(findings, "pending", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     _("No acquisition is unfinished."));
    if (unreadable.domain != VALUX_ERROR_NONE)
        findings_add_error(findings, "pending", &unreadable);
    if (has_kind(journals, count, JOURNAL_NEW)) {
        findings_add(findings, "pending", VERDICT_WRONG, VALUX_ERROR_PENDING, "%s",
                     _("An acquisition has not ended. Bring it to its end: valux-enroll resume"));
        findings_set_remedy(findings, "resume");
    }
    if (has_kind(journals, count, JOURNAL_RENEWAL)) {
        findings_add(findings, "pending", VERDICT_WRONG, VALUX_ERROR_PENDING, "%s",
                     _("A renewal has not ended. Bring it to its end: valux-enroll resume"));
        findings_set_remedy(findings, "resume");
    }
    journal_free_all(journals, count);
}

static void examine_selection(struct findings *findings, const struct workspace *workspace)
{
    const struct valux_catalogue_entry *entry = valux_catalogue_selected(&workspace->catalogue);

    if (workspace->catalogue.count == 0) {
        findings_add(findings, "selection", VERDICT_WRONG, VALUX_ERROR_NOT_FOUND, "%s",
                     _("There is no certificate. Acquire one: valux-enroll new"));
        return;
    }
    if (entry == NULL) {
        findings_add(findings, "selection", VERDICT_WRONG, VALUX_ERROR_NOT_FOUND, "%s",
                     _("No certificate is selected. Choose one: valux-enroll select"));
        return;
    }
    char words[CENTRE_WORDS_SIZE];
    int64_t now = time(NULL);
    enum valux_status status = entry_status(workspace, entry, now);
    if (!entry->superseded && centre_words_state(workspace, entry, now, words))
        findings_add(findings, "selection", VERDICT_WRONG, VALUX_ERROR_STATUS,
                     _("Programs don't see the selected certificate %s. %s"), entry->nickname,
                     words);
    else if (entry->superseded || !valux_status_is_usable(status))
        findings_add(findings, "selection", VERDICT_WRONG, VALUX_ERROR_STATUS,
                     _("Programs don't see the selected certificate %s: its status is %s. Renew it "
                       "or select another one: valux-enroll status says which"),
                     entry->nickname, entry->superseded ? _("renewed") : status_word(status));
    else
        findings_add(findings, "selection",
                     status == VALUX_STATUS_EXPIRING ? VERDICT_NOTE : VERDICT_RIGHT,
                     VALUX_ERROR_NONE, _("The selected certificate is %s; its status is %s."),
                     entry->nickname, status_word(status));
}

static bool load_configuration(struct findings *findings, struct workspace *workspace)
{
    struct valux_error error;

    if (!valux_configuration_load(&workspace->configuration, &error)) {
        findings_add_error(findings, "configuration", &error);
        return false;
    }
    findings_add(findings, "configuration", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                 _("The configuration can be read."));
    return true;
}

static bool open_store(struct findings *findings, struct workspace *workspace)
{
    struct valux_error error;

    if (!valux_store_open(&workspace->store, &error)) {
        findings_add_error(findings, "store", &error);
        return false;
    }
    if (workspace->store.directory < 0) {
        findings_add(findings, "store", VERDICT_WRONG, VALUX_ERROR_NOT_FOUND,
                     _("There is no store %s yet. Acquire a certificate: valux-enroll new"),
                     workspace->store.path);
        return false;
    }
    findings_add(findings, "store", VERDICT_RIGHT, VALUX_ERROR_NONE,
                 _("The store %s belongs to you alone."), workspace->store.path);
    return true;
}

/* Whether the store is an older one, put back from a backup. */
static void examine_age(struct findings *findings, struct workspace *workspace)
{
    struct valux_error error;

    switch (store_age_check(workspace, &error)) {
    case OLDER_STORE_NO:
        break;
    case OLDER_STORE_YES:
        findings_add_error(findings, "store", &error);
        findings_set_remedy(findings, "repair");
        break;
    case OLDER_STORE_UNKNOWN:
        findings_add(findings, "store", VERDICT_NOTE, VALUX_ERROR_NONE,
                     _("Whether the store was put back from an older backup is not known: %s"),
                     error.message);
        break;
    }
}

static void examine_contents(struct findings *findings, struct workspace *workspace)
{
    struct valux_error error;
    size_t restorable = 0;
    bool readable = false;

    if (!valux_catalogue_load(&workspace->catalogue, &workspace->store, &error)) {
        findings_add_error(findings, "catalogue", &error);
        if (error.domain == VALUX_ERROR_STORE)
            findings_set_remedy(findings, "repair");
        return;
    }
    findings_add(findings, "catalogue", VERDICT_RIGHT, VALUX_ERROR_NONE,
                 dngettext(VALUX_TEXT_DOMAIN, "The catalogue has %zu certificate.",
                           "The catalogue has %zu certificates.", workspace->catalogue.count),
                 workspace->catalogue.count);
    examine_age(findings, workspace);
    if (key_database_check(workspace, &error))
        readable = examine_restorable(findings, workspace, &restorable);
    else
        findings_add_error(findings, "keys", &error);
    if (workspace->catalogue.count > 0) {
        if (readable)
            examine_keys(findings, workspace);
        examine_snapshot(findings, workspace);
    }
    examine_journals(findings, workspace);
    if (workspace->catalogue.count > 0 || (readable && restorable == 0))
        examine_selection(findings, workspace);
}

void doctor_examine_store(struct findings *findings)
{
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};

    if (load_configuration(findings, &workspace)) {
        if (open_store(findings, &workspace))
            examine_contents(findings, &workspace);
        doctor_examine_centre(findings, &workspace.configuration);
    }
    workspace_close(&workspace);
}
