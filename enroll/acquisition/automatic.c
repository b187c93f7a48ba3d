/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/automatic.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/end.h"
#include "acquisition/refusal.h"
#include "acquisition/renew.h"
#include "acquisition/resume.h"
#include "alarm/renewal_news.h"
#include "centre/certificate_states.h"
#include "renewal/memory.h"
#include "renewal/state.h"
#include "screen/command_line.h"
#include "screen/output.h"
#include "screen/renewal_result.h"
#include "valux/seal_lock.h"
#include "valux/text.h"
#include "workspace/journal.h"
#include "workspace/restorable.h"
#include "workspace/system_journal.h"

struct automatic {
    const struct acquisition_options *options;
    const uint8_t *secret; /* of a seal under a PIN, or NULL */
    bool quiet;
    struct workspace workspace;
    struct renewal_memory memory;
    struct journal *journals;
    size_t journal_count;
    int64_t now;
    bool waits; /* for the PIN, since something is due */
    bool asked; /* the centre, for the certificates' states, in this run */
    size_t renewed;
    struct valux_error failure; /* the last one, or of the domain VALUX_ERROR_NONE */
};

/* Keeps the last failure, and tells the one before. */
static void note(struct automatic *run, const struct valux_error *error)
{
    if (run->failure.domain != VALUX_ERROR_NONE)
        command_line_fail(&run->failure);
    run->failure = *error;
}

static struct journal *unfinished_renewal(const struct automatic *run, struct valux_key_id key_id)
{
    for (size_t i = 0; i < run->journal_count; i++)
        if (run->journals[i].kind == JOURNAL_RENEWAL &&
            valux_key_id_equal(run->journals[i].old_key_id, key_id))
            return &run->journals[i];
    return NULL;
}

/*
 * What to do for an entry. A renewal that was interrupted is brought to its end whatever has become
 * of the old certificate since.
 */
static enum renewal_step find_step(const struct automatic *run,
                                   const struct valux_catalogue_entry *entry,
                                   struct renewal_state *state)
{
    renewal_state_find(&run->workspace, &run->memory, entry, run->now, state);
    if (state->plan.step != RENEWAL_TRY && unfinished_renewal(run, entry->key_id) != NULL)
        return renewal_tries_pause_end(&state->record.tries, state->service_end) <= run->now
                   ? RENEWAL_TRY
                   : RENEWAL_LATER;
    return state->plan.step;
}

/* Whether keys can't be used because they are under a PIN. */
static bool lacks_pin(const struct automatic *run)
{
    return run->secret == NULL && valux_seal_has_pin(run->workspace.store.directory);
}

/* Whether there is something to do for an entry under the store's lock. */
static bool has_work(struct automatic *run, const struct valux_catalogue_entry *entry)
{
    struct renewal_state state;
    enum renewal_step step = find_step(run, entry, &state);
    bool waits = step == RENEWAL_TRY && lacks_pin(run);

    run->waits = run->waits || waits;
    return (waits && !state.record.waits_for_pin) ||
           (!lacks_pin(run) && (step == RENEWAL_TRY || step == RENEWAL_ASK)) ||
           renewal_news_is_due(&state.record) || state.record.tries.last > run->now;
}

static bool load(struct automatic *run, struct valux_error *error)
{
    struct valux_error unreadable;

    if (!renewal_memory_load(&run->memory, &run->workspace.store, error))
        command_line_warn(error); /* it is made anew */
    return journal_load_readable(&run->workspace.store, &run->journals, &run->journal_count,
                                 &unreadable, error);
}

static void unload(struct automatic *run)
{
    renewal_memory_free(&run->memory);
    journal_free_all(run->journals, run->journal_count);
    run->journals = NULL;
    run->journal_count = 0;
    workspace_close(&run->workspace);
}

/* Whether there is anything for which the store has to be locked. *error is set on a failure. */
static bool find_due(struct automatic *run, bool *due, struct valux_error *error)
{
    *due = false;
    if (!workspace_open(&run->workspace, &run->options->configuration, error) ||
        !restorable_check(&run->workspace, error))
        return false;
    if (run->workspace.store.directory < 0)
        return true;
    if (!load(run, error))
        return false;
    for (size_t i = 0; i < run->workspace.catalogue.count; i++)
        *due = has_work(run, &run->workspace.catalogue.entries[i]) || *due;
    return true;
}

static bool keep(struct automatic *run, struct valux_key_id key_id,
                 const struct renewal_record *record, struct valux_error *error)
{
    if (!renewal_memory_set(&run->memory, key_id, record))
        return valux_error_set_memory(error);
    return renewal_memory_save(&run->memory, &run->workspace.store, &run->workspace.catalogue,
                               error);
}

/* Keeps that a try begins. Without that nothing is tried. */
static bool begin(struct automatic *run, struct valux_key_id key_id, struct renewal_record *record,
                  struct valux_error *error)
{
    renewal_tries_begin(&record->tries, run->now);
    if (record->waits_for_pin)
        record->told = true;
    record->waits_for_pin = false;
    return keep(run, key_id, record, error);
}

/*
 * Notes how the try ended. The machine may have slept in it and then asked the centre, so the pause
 * begins with the end.
 */
static void end_try(struct renewal_tries *tries, enum renewal_result result, int64_t asked_pause)
{
    int64_t now = time(NULL);

    renewal_tries_end(tries, result, asked_pause);
    if (tries->last < now)
        tries->last = now;
}

/* Whether the next try may well succeed without anybody doing something. */
static bool passes_by_itself(enum valux_error_domain domain)
{
    return domain == VALUX_ERROR_NETWORK || domain == VALUX_ERROR_CENTRE ||
           domain == VALUX_ERROR_PENDING || domain == VALUX_ERROR_BUSY;
}

/* Notes why the try failed. What the person has to hear is kept until it has been told. */
static void note_cause(struct renewal_record *record, enum renewal_result result,
                       const struct valux_error *cause)
{
    bool passes = result == RENEWAL_FAILED && passes_by_itself(cause->domain);

    if (passes && !record->told && record->message[0] != '\0')
        return;
    if (passes)
        record->told = true;
    else if (result == RENEWAL_FAILED)
        record->told = record->told && strcmp(record->message, cause->message) == 0;
    else if (record->tries.refused == 0)
        record->told = false;
    memcpy(record->message, cause->message, sizeof record->message);
}

static void end_failed(struct automatic *run, struct valux_key_id key_id,
                       struct renewal_record *record, enum renewal_result result, long retry_after,
                       const struct valux_error *cause)
{
    struct valux_error error;

    note_cause(record, result, cause);
    end_try(&record->tries, result, retry_after);
    system_journal_tell(result == RENEWAL_REFUSED ? JOURNAL_EVENT_REFUSED : JOURNAL_EVENT_FAILED,
                        NULL, valux_catalogue_by_key_id(&run->workspace.catalogue, key_id), cause);
    note(run, cause);
    if (!keep(run, key_id, record, &error))
        note(run, &error);
}

/* What is known of a new certificate. One that ends so soon that it is due waits for a day. */
static struct renewal_record record_renewed(const struct automatic *run,
                                            const struct valux_catalogue_entry *entry)
{
    struct renewal_state state;
    struct renewal_record record = {.renewed = run->now};

    renewal_state_find(&run->workspace, &run->memory, entry, run->now, &state);
    if (state.plan.step == RENEWAL_TRY) {
        renewal_tries_begin(&record.tries, run->now);
        renewal_tries_end(&record.tries, RENEWAL_FAILED, RENEWAL_ASKED_PAUSE_LAST);
    }
    return record;
}

/*
 * The memory is saved before the journal is removed: a kill between the two repeats the step, and
 * the person is told.
 */
static bool end_renewed(struct automatic *run, struct valux_key_id old_key_id,
                        const struct acquisition *acquisition, struct valux_error *error)
{
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&run->workspace.catalogue, acquisition->key_id);
    const struct renewal_record renewed = record_renewed(run, entry);

    renewal_memory_remove(&run->memory, old_key_id);
    if (!keep(run, acquisition->key_id, &renewed, error) ||
        !acquisition_end(&run->workspace, acquisition, run->options->no_register, error))
        return false;
    run->renewed++;
    system_journal_tell(JOURNAL_EVENT_RENEWED, _("The certificate has been renewed automatically."),
                        entry, NULL);
    if (!run->quiet)
        renewal_result_write(entry->nickname, acquisition->selected);
    return true;
}

/* Asks the centre for the state of all certificates, once in a run. */
static bool ask_states(struct automatic *run, struct valux_error *error)
{
    if (run->asked)
        return true;
    run->asked = true;
    return centre_synchronise(&run->workspace, error);
}

static bool try_entry(struct automatic *run, struct valux_key_id key_id,
                      struct renewal_record *record, struct valux_error *error)
{
    struct valux_error cause;
    struct valux_error unknown; /* why the states are */
    struct acquisition acquisition = {.retry_after = -1};
    struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&run->workspace.catalogue, key_id);
    struct journal *journal = unfinished_renewal(run, key_id);
    unsigned wait = run->options->wait_seconds;

    if (!begin(run, key_id, record, error))
        return false;
    if (journal != NULL ? acquisition_resume(&run->workspace, journal, wait, &acquisition, &cause)
                        : acquisition_renew(&run->workspace, entry, wait, &acquisition, &cause))
        return end_renewed(run, key_id, &acquisition, error);
    if (acquisition.refused && !ask_states(run, &unknown))
        note(run, &unknown);
    if (acquisition.refused)
        refusal_explain(&run->workspace, key_id, run->now, &cause);
    end_failed(run, key_id, record, acquisition.refused ? RENEWAL_REFUSED : RENEWAL_FAILED,
               acquisition.retry_after, &cause);
    return true;
}

/* Asks whether the entry is still suspended. *lifted becomes true if it is not. */
static bool ask_entry(struct automatic *run, struct valux_key_id key_id,
                      struct renewal_record *record, bool *lifted, struct valux_error *error)
{
    struct valux_error cause;

    *lifted = false;
    if (!begin(run, key_id, record, error))
        return false;
    if (!ask_states(run, &cause)) {
        end_failed(run, key_id, record, RENEWAL_FAILED, -1, &cause);
        return true;
    }
    if (valux_catalogue_by_key_id(&run->workspace.catalogue, key_id)->centre_state ==
        VALUX_CENTRE_ACTIVE) {
        *lifted = true;
        *record = (struct renewal_record){.renewed = record->renewed, .told = record->told};
        return true;
    }
    end_try(&record->tries, RENEWAL_REFUSED, 0);
    record->told = true; /* by the alarm */
    return keep(run, key_id, record, error);
}

/* Notes, once, that the person has to give the PIN: that is no try, and no failure. */
static bool wait_for_pin(struct automatic *run, struct valux_key_id key_id,
                         struct renewal_record *record, struct valux_error *error)
{
    if (record->waits_for_pin)
        return true;
    record->waits_for_pin = true;
    record->told = false;
    return keep(run, key_id, record, error);
}

static bool work_on_entry(struct automatic *run, struct valux_key_id key_id,
                          struct valux_error *error)
{
    struct renewal_state state;
    bool lifted;
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&run->workspace.catalogue, key_id);

    enum renewal_step step = find_step(run, entry, &state);
    if (renewal_tries_correct(&state.record.tries, state.service_end, run->now))
        return keep(run, key_id, &state.record, error);
    if (lacks_pin(run))
        return step != RENEWAL_TRY || wait_for_pin(run, key_id, &state.record, error);
    if (step == RENEWAL_ASK) {
        if (!ask_entry(run, key_id, &state.record, &lifted, error))
            return false;
        step = lifted ? RENEWAL_TRY : RENEWAL_LATER;
    }
    return step != RENEWAL_TRY || try_entry(run, key_id, &state.record, error);
}

/* Entries move when one is added, so their key IDs are gone through. */
static bool work(struct automatic *run, struct valux_error *error)
{
    size_t count = run->workspace.catalogue.count;
    struct valux_key_id *key_ids = calloc(count + 1, sizeof *key_ids);
    bool result = key_ids != NULL || valux_error_set_memory(error);

    for (size_t i = 0; result && i < count; i++)
        key_ids[i] = run->workspace.catalogue.entries[i].key_id;
    for (size_t i = 0; result && i < count; i++)
        result = work_on_entry(run, key_ids[i], error);
    free(key_ids);
    return result;
}

/* Works on what is due under the store's lock, and tells the person what was done. */
static bool run_locked(struct automatic *run, struct valux_error *error)
{
    struct valux_error untold;

    if (!workspace_open_locked(&run->workspace, &run->options->configuration, error) ||
        !load(run, error))
        return false;
    if (run->secret != NULL) {
        memcpy(run->workspace.secret, run->secret, sizeof run->workspace.secret);
        run->workspace.has_secret = true;
    }
    bool result = work(run, error);
    if (!renewal_news_tell(&run->workspace, &run->memory, !run->quiet, &untold))
        note(run, &untold);
    return result;
}

static void tell_nothing_renewed(const struct automatic *run)
{
    output_print(stdout, "%s\n",
                 run->waits ? _("A renewal is due, and the keys are under a PIN. It is done when "
                                "you unlock them: valux-enroll unlock")
                            : _("No renewal is due."));
}

bool acquisition_automatic(const struct acquisition_options *options, const uint8_t *secret,
                           bool quiet, struct valux_error *error)
{
    bool due = false;
    struct automatic run = {.options = options,
                            .secret = secret,
                            .quiet = quiet,
                            .workspace = {.store = {.directory = -1, .lock = -1}},
                            .now = time(NULL)};

    if (!options->configuration.renewal_automatic) {
        if (!quiet)
            output_print(stdout, "%s\n",
                         _("Automatic renewal is off. Turn it on by: valux-enroll config "
                           "renewal.automatic true"));
        return true;
    }
    bool result = find_due(&run, &due, error);
    unload(&run);
    if (result && due) {
        result = run_locked(&run, error);
        unload(&run);
    }
    if (!result)
        note(&run, error);
    *error = run.failure;
    result = error->domain == VALUX_ERROR_NONE;
    if (result && run.renewed == 0 && !quiet)
        tell_nothing_renewed(&run);
    return result;
}
