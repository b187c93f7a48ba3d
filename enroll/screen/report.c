/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/output.h"
#include "valux/json.h"
#include "valux/text.h"
#include "valux/timestamp.h"

#define COLUMN_COUNT 8
#define PERIOD_SIZE (2 * VALUX_TIMESTAMP_SIZE + 4)

const char *report_status_label(enum valux_status status)
{
    switch (status) {
    case VALUX_STATUS_REVOKED:
        return _("revoked");
    case VALUX_STATUS_SUSPENDED:
        return _("suspended");
    case VALUX_STATUS_INVALID:
        return _("invalid");
    case VALUX_STATUS_NOT_YET_VALID:
        return _("not yet valid");
    case VALUX_STATUS_EXPIRED:
        return _("expired");
    case VALUX_STATUS_EXPIRING:
        return _("expiring");
    case VALUX_STATUS_NEW_ARRIVAL:
        return _("new arrival");
    case VALUX_STATUS_NEW:
        return _("new");
    case VALUX_STATUS_VALID:
        break;
    }
    return _("valid");
}

enum table_colour report_status_colour(enum valux_status status)
{
    switch (status) {
    case VALUX_STATUS_REVOKED:
    case VALUX_STATUS_SUSPENDED:
    case VALUX_STATUS_INVALID:
    case VALUX_STATUS_NOT_YET_VALID:
        return TABLE_GREY;
    case VALUX_STATUS_EXPIRED:
        return TABLE_RED;
    case VALUX_STATUS_EXPIRING:
        return TABLE_YELLOW;
    case VALUX_STATUS_VALID:
        return TABLE_GREEN;
    case VALUX_STATUS_NEW_ARRIVAL:
    case VALUX_STATUS_NEW:
        break;
    }
    return TABLE_PLAIN;
}

bool report_is_selected(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry)
{
    return valux_catalogue_selected(&workspace->catalogue) == entry;
}

bool report_is_selected_at(const struct workspace *workspace,
                           const struct valux_catalogue_entry *entry, int64_t now)
{
    (void)now;
    return report_is_selected(workspace, entry);
}

static struct valux_status_facts facts_of(const struct workspace *workspace,
                                          const struct valux_catalogue_entry *entry)
{
    return valux_catalogue_facts(entry, &workspace->configuration);
}

enum valux_status report_status(const struct workspace *workspace,
                                const struct valux_catalogue_entry *entry, int64_t now)
{
    struct valux_status_facts facts = facts_of(workspace, entry);
    struct valux_status_thresholds thresholds =
        valux_configuration_thresholds(&workspace->configuration);

    return valux_status_at(&facts, &thresholds, now);
}

/* The texts that a row's cells point to. */
struct row_text {
    char number[24];
    char status[64];
    char period[PERIOD_SIZE];
    char expiry[VALUX_TIMESTAMP_SIZE];
};

static void fill_row(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                     int64_t now, bool numbers, size_t number, struct row_text *text,
                     struct table_cell *cells)
{
    struct valux_status_facts facts = facts_of(workspace, entry);
    enum valux_status status = report_status(workspace, entry, now);
    char from[VALUX_TIMESTAMP_SIZE];
    char to[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(facts.service_start, from);
    valux_timestamp_format_local(facts.service_end, to);
    valux_timestamp_format_local(facts.not_after, text->expiry);
    snprintf(text->period, sizeof text->period, "%s~%s", from, to);
    if (numbers)
        snprintf(text->number, sizeof text->number, "%zu", number);
    else
        snprintf(text->number, sizeof text->number, "%s",
                 report_is_selected(workspace, entry) ? "*" : "");
    if (entry->superseded)
        snprintf(text->status, sizeof text->status, "%s (%s)", report_status_label(status),
                 _("renewed"));
    else
        snprintf(text->status, sizeof text->status, "%s", report_status_label(status));
    cells[0] = (struct table_cell){text->number, TABLE_PLAIN};
    cells[1] = (struct table_cell){text->status,
                                   entry->superseded ? TABLE_GREY : report_status_colour(status)};
    cells[2] = (struct table_cell){entry->nickname, TABLE_PLAIN};
    cells[3] = (struct table_cell){entry->company_id, TABLE_PLAIN};
    cells[4] = (struct table_cell){entry->certificate_id, TABLE_PLAIN};
    cells[5] = (struct table_cell){text->period, TABLE_PLAIN};
    cells[6] = (struct table_cell){text->expiry, TABLE_PLAIN};
    cells[7] = (struct table_cell){entry->parsed.serial_text, TABLE_PLAIN};
}

static void fill_heads(bool numbers, struct table_cell *cells)
{
    const char *const heads[COLUMN_COUNT] = {
        numbers ? _("No.") : "", _("Status"),         _("Nickname"),           _("Company ID"),
        _("Certificate ID"),     _("Service period"), _("Certificate expiry"), _("Serial number")};

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        cells[i] = (struct table_cell){heads[i], TABLE_PLAIN};
}

size_t report_table(const struct workspace *workspace, int64_t now,
                    bool (*wanted)(const struct workspace *, const struct valux_catalogue_entry *,
                                   int64_t now),
                    bool numbers)
{
    const struct valux_catalogue *catalogue = &workspace->catalogue;
    size_t rows = 0;
    struct row_text *texts = calloc(catalogue->count + 1, sizeof *texts);
    struct table_cell *cells = calloc((catalogue->count + 1) * COLUMN_COUNT, sizeof *cells);

    if (texts == NULL || cells == NULL)
        goto done;
    fill_heads(numbers, cells);
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct valux_catalogue_entry *entry = &catalogue->entries[i];
        if (wanted != NULL && !wanted(workspace, entry, now))
            continue;
        rows++;
        fill_row(workspace, entry, now, numbers, rows, &texts[rows], &cells[rows * COLUMN_COUNT]);
    }
    if (rows > 0)
        table_write(stdout, cells, rows + 1, COLUMN_COUNT);
done:
    free(cells);
    free(texts);
    return rows;
}

void report_renewed(const char *nickname, bool selected)
{
    output_print(stdout, _("The certificate %s has been renewed."), nickname);
    output_print(stdout, "\n%s\n",
                 selected ? _("The new one is the certificate in use.")
                          : _("It is not the certificate in use."));
}

/* Whether programs see the entry at `now`. The module goes by the same rule. */
static bool programs_see(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry,
                         const struct valux_status_facts *facts, int64_t now)
{
    struct valux_status_thresholds thresholds =
        valux_configuration_thresholds(&workspace->configuration);

    return (workspace->configuration.exposure == VALUX_EXPOSURE_USABLE ||
            report_is_selected(workspace, entry)) &&
           valux_status_facts_usable(facts, &thresholds, now);
}

cJSON *report_json(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                   int64_t now)
{
    struct valux_status_facts facts = facts_of(workspace, entry);
    enum valux_status status = report_status(workspace, entry, now);
    const struct valux_service_period period = {true, facts.service_start, facts.service_end};
    cJSON *object = cJSON_CreateObject();

    if (valux_json_set_string(object, "nickname", entry->nickname) &&
        valux_json_set_string(object, "companyId", entry->company_id) &&
        valux_json_set_string(object, "certificateId", entry->certificate_id) &&
        valux_json_set_string(object, "serialNumber", entry->parsed.serial_text) &&
        valux_json_set_string(object, "status", valux_status_keyword(status)) &&
        valux_json_set(object, "selected",
                       cJSON_CreateBool(report_is_selected(workspace, entry))) &&
        valux_json_set(object, "superseded", cJSON_CreateBool(entry->superseded)) &&
        valux_json_set(object, "visible",
                       cJSON_CreateBool(programs_see(workspace, entry, &facts, now))) &&
        valux_json_set(object, "renewable",
                       cJSON_CreateBool(!entry->superseded && valux_status_is_renewable(status))) &&
        valux_json_set_time(object, "notBefore", facts.not_before) &&
        valux_json_set_time(object, "notAfter", facts.not_after) &&
        valux_json_set_time(object, "acquired", entry->acquired) &&
        valux_json_set_key_id(object, "keyId", entry->key_id) &&
        valux_json_set_service_period(object, &period))
        return object;
    cJSON_Delete(object);
    return NULL;
}

bool report_write_json(cJSON *document, struct valux_error *error)
{
    char *text = document == NULL ? NULL : cJSON_Print(document);

    cJSON_Delete(document);
    if (text == NULL)
        return valux_error_set_memory(error);
    output_json(text);
    free(text);
    return true;
}
