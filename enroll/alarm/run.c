/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alarm/alarm_json.h"
#include "alarm/due.h"
#include "alarm/memory.h"
#include "alarm/notification.h"
#include "alarm/text.h"
#include "alarm/trouble.h"
#include "renewal/memory.h"
#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/output.h"
#include "valux/json.h"
#include "valux/text.h"
#include "workspace/centre_words.h"
#include "workspace/entry_status.h"
#include "workspace/key_database_check.h"
#include "workspace/monitoring.h"
#include "workspace/restorable.h"
#include "workspace/store_age.h"
#include "workspace/workspace.h"

#define STAY_SECONDS 3600

struct run {
    const struct alarm_options *options;
    struct workspace workspace;
    bool locked; /* the memory can be saved */
    struct alarm_memory memory;
    struct renewal_memory renewals;
    bool memory_changed;
    struct notification_desktop *desktop;
    struct valux_error desktop_error; /* why there is no desktop to notify */
    struct valux_error late_error;    /* the first failure that did not end the run */
    cJSON *alarms;                    /* with --json */
    size_t count;                     /* of alarms told */
    int64_t now;
};

/* Keeps a failure that does not end the run, to report it at the end. */
static void note(struct run *run, const struct valux_error *error)
{
    if (run->late_error.domain == VALUX_ERROR_NONE)
        run->late_error = *error;
}

/*
 * Opens the store for writing if possible, to remember what is told. If it can't be written, the
 * alarms are told all the same, and told again the next time. A store that does not exist is not
 * made.
 */
static bool open_workspace(struct run *run, struct valux_error *error)
{
    struct valux_error cause;

    if (!workspace_open(&run->workspace, NULL, error))
        return false;
    if (run->workspace.store.directory < 0 || run->options->dry_run)
        return true;
    workspace_close(&run->workspace);
    run->locked = workspace_open_locked(&run->workspace, NULL, &cause);
    if (run->locked)
        return true;
    workspace_close(&run->workspace);
    if (cause.domain == VALUX_ERROR_BUSY) {
        *error = cause;
        return false;
    }
    note(run, &cause);
    return workspace_open(&run->workspace, NULL, error);
}

static void save(struct run *run)
{
    struct valux_error error;

    if (run->memory_changed && run->locked &&
        !alarm_memory_save(&run->memory, &run->workspace.store, &error))
        note(run, &error);
    run->memory_changed = false;
}

static void load_memory(struct run *run)
{
    struct valux_error error;

    if (run->workspace.store.directory < 0 || run->options->list ||
        alarm_memory_load(&run->memory, &run->workspace.store, &error))
        return;
    struct valux_error cause = error;
    valux_error_set(&error, cause.domain, "%s %s", cause.message,
                    _("The record of past alarms is lost, so they are told again."));
    command_line_warn(&error);
    run->memory_changed = true;
    save(run);
}

/*
 * Notifies the desktop. True if it has confirmed the notification. A desktop that has failed once
 * is not asked again.
 */
static bool notify(struct run *run, const struct valux_catalogue_entry *entry,
                   const struct alarm *alarm, const struct alarm_text *text)
{
    bool renewable = valux_status_is_renewable(entry_status(&run->workspace, entry, run->now));
    enum notification_urgency urgency =
        alarm->kind == ALARM_ENDING ? NOTIFICATION_NORMAL : NOTIFICATION_CRITICAL;

    if (run->options->dry_run || run->desktop_error.domain != VALUX_ERROR_NONE)
        return false;
    if (run->desktop == NULL && !notification_open(&run->desktop, &run->desktop_error))
        return false;
    return notification_show(run->desktop, urgency, text->summary, text->body,
                             run->options->stay && renewable ? entry->parsed.serial_text : NULL,
                             &run->desktop_error);
}

static bool remember(struct run *run, const struct valux_catalogue_entry *entry,
                     const struct alarm_record *record, struct valux_error *error)
{
    if (!alarm_memory_set(&run->memory, entry->key_id, record))
        return valux_error_set_memory(error);
    run->memory_changed = true;
    return true;
}

/* Tells one alarm. *told becomes whether that reached the desktop or standard output. */
static bool tell(struct run *run, const struct valux_catalogue_entry *entry,
                 const struct alarm *alarm, bool *told, struct valux_error *error)
{
    struct alarm_text text;

    alarm_text_write(&run->workspace, &run->renewals, entry, alarm, run->now, &text);
    bool notified = notify(run, entry, alarm, &text);
    if (run->options->json) {
        if (!alarm_json_add(run->alarms, &run->workspace, entry, alarm, &text, notified, run->now))
            return valux_error_set_memory(error);
    } else if (!run->options->quiet) {
        output_print(stdout, "%s\n  %s\n", text.summary, text.body);
    }
    *told = notified || !run->options->quiet;
    if (!*told && !run->options->dry_run)
        note(run, &run->desktop_error);
    return true;
}

/* Tells all alarms that are due for an entry. */
static bool tell_entry(struct run *run, const struct valux_catalogue_entry *entry,
                       struct valux_error *error)
{
    const struct valux_configuration *configuration = &run->workspace.configuration;
    struct alarm_days days = {configuration->alarm_days, configuration->alarm_count};
    struct valux_status_facts facts = valux_catalogue_facts(entry, configuration);
    bool speaks = centre_words_speaks(&run->workspace, entry, run->now);
    struct alarm_record record;
    struct alarm alarm;
    bool told = true;

    alarm_memory_get(&run->memory, entry->key_id, &record);
    if (alarm_forget(&record, &facts) && !remember(run, entry, &record, error))
        return false;
    while (told) {
        alarm = alarm_due(&facts, speaks, &days, &record, run->now);
        if (alarm.kind == ALARM_NONE)
            return true;
        if (!tell(run, entry, &alarm, &told, error))
            return false;
        if (!told)
            return true;
        run->count++;
        alarm_told(&record, &facts, &alarm);
        if (!remember(run, entry, &record, error))
            return false;
    }
    return true;
}

/* Saves the memory after each certificate, so that few alarms are told twice after a kill. */
static bool tell_all(struct run *run, struct valux_error *error)
{
    const struct valux_catalogue *catalogue = &run->workspace.catalogue;

    for (size_t i = 0; i < catalogue->count; i++) {
        if (!tell_entry(run, &catalogue->entries[i], error))
            return false;
        save(run);
    }
    return true;
}

static bool write_result(struct run *run, int status, struct valux_error *error)
{
    if (run->options->json) {
        cJSON *document = cJSON_CreateObject();
        if (!valux_json_set(document, "alarms", run->alarms) ||
            !valux_json_set(document, "exitStatus", cJSON_CreateNumber(status))) {
            run->alarms = NULL;
            cJSON_Delete(document);
            return valux_error_set_memory(error);
        }
        run->alarms = NULL;
        return json_document_write(document, error);
    }
    if (!run->options->quiet && run->count == 0)
        output_print(stdout, "%s\n", _("No alarm is due."));
    return true;
}

static void tell_older_store(struct run *run)
{
    struct valux_error error;

    if (run->options->quiet && !run->options->dry_run &&
        store_age_check(&run->workspace, &error) == OLDER_STORE_YES)
        trouble_tell_older_store(&error, run->now);
}

int alarm_run(const struct alarm_options *options)
{
    struct valux_error error = {0};
    struct valux_error ignored;
    struct run run = {.options = options,
                      .workspace = {.store = {.directory = -1, .lock = -1}},
                      .now = time(NULL)};
    int status = -1;

    if (options->json && (run.alarms = cJSON_CreateArray()) == NULL) {
        valux_error_set_memory(&error);
        goto done;
    }
    if (!open_workspace(&run, &error) || !restorable_check(&run.workspace, &error) ||
        !key_database_check(&run.workspace, &error))
        goto done;
    tell_older_store(&run);
    load_memory(&run);
    (void)renewal_memory_load(&run.renewals, &run.workspace.store, &ignored);
    int monitoring = monitoring_status(&run.workspace, run.now);
    if (tell_all(&run, &error) && write_result(&run, monitoring, &error))
        status = monitoring;
done:
    if (status >= 0 && run.late_error.domain != VALUX_ERROR_NONE)
        error = run.late_error;
    if (status < 0 && options->quiet && !options->dry_run)
        trouble_tell(&error, run.now);
    if (error.domain != VALUX_ERROR_NONE)
        status = command_line_fail(&error);
    cJSON_Delete(run.alarms);
    alarm_memory_free(&run.memory);
    renewal_memory_free(&run.renewals);
    workspace_close(&run.workspace); /* so that the store is not locked while it waits */
    notification_wait(run.desktop, STAY_SECONDS);
    notification_close(run.desktop);
    return status;
}
