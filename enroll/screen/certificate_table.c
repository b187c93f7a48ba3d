/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/certificate_table.h"

#include <stdio.h>
#include <stdlib.h>

#include "screen/status_word.h"
#include "screen/table.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/entry_status.h"

#define COLUMN_COUNT 8
#define SECOND_LINE 5 /* the column that begins it on a narrow terminal */
#define PERIOD_SIZE (2 * VALUX_TIMESTAMP_SIZE + 4)

static size_t column_count(unsigned parts)
{
    return (parts & CERTIFICATE_TABLE_SERIAL_NUMBERS) != 0 ? COLUMN_COUNT : COLUMN_COUNT - 1;
}

/* The texts that a row's cells point to. */
struct row_text {
    char number[24];
    char status[64];
    char period[PERIOD_SIZE];
    char expiry[VALUX_TIMESTAMP_SIZE];
};

static void fill_row(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                     int64_t now, unsigned parts, size_t number, struct row_text *text,
                     struct table_cell *cells)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);
    enum valux_status status = entry_status(workspace, entry, now);
    char from[VALUX_TIMESTAMP_SIZE];
    char to[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(facts.service_start, from);
    valux_timestamp_format_local(facts.service_end, to);
    valux_timestamp_format_local(facts.not_after, text->expiry);
    snprintf(text->period, sizeof text->period, "%s~%s", from, to);
    if ((parts & CERTIFICATE_TABLE_NUMBERS) != 0)
        snprintf(text->number, sizeof text->number, "%zu", number);
    else
        snprintf(text->number, sizeof text->number, "%s",
                 entry_is_selected(workspace, entry) ? "*" : "");
    if (entry->superseded)
        snprintf(text->status, sizeof text->status, "%s (%s)", status_word(status), _("renewed"));
    else
        snprintf(text->status, sizeof text->status, "%s", status_word(status));
    cells[0] = (struct table_cell){text->number, TABLE_PLAIN};
    cells[1] =
        (struct table_cell){text->status, entry->superseded ? TABLE_GREY : status_colour(status)};
    cells[2] = (struct table_cell){entry->nickname, TABLE_PLAIN};
    cells[3] = (struct table_cell){entry->company_id, TABLE_PLAIN};
    cells[4] = (struct table_cell){entry->certificate_id, TABLE_PLAIN};
    cells[5] = (struct table_cell){text->period, TABLE_PLAIN};
    cells[6] = (struct table_cell){text->expiry, TABLE_PLAIN};
    if ((parts & CERTIFICATE_TABLE_SERIAL_NUMBERS) != 0)
        cells[7] = (struct table_cell){entry->parsed.serial_text, TABLE_PLAIN};
}

static void fill_heads(unsigned parts, struct table_cell *cells)
{
    const char *const heads[COLUMN_COUNT] = {(parts & CERTIFICATE_TABLE_NUMBERS) != 0 ? _("No.")
                                                                                      : "",
                                             _("Status"),
                                             _("Nickname"),
                                             _("Company ID"),
                                             _("Certificate ID"),
                                             _("Service period"),
                                             _("Certificate expiry"),
                                             _("Serial number")};

    for (size_t i = 0; i < column_count(parts); i++)
        cells[i] = (struct table_cell){heads[i], TABLE_PLAIN};
}

size_t certificate_table_write(const struct workspace *workspace, int64_t now,
                               bool (*wanted)(const struct workspace *,
                                              const struct valux_catalogue_entry *, int64_t now),
                               unsigned parts)
{
    size_t columns = column_count(parts);
    const struct valux_catalogue *catalogue = &workspace->catalogue;
    size_t rows = 0;
    struct row_text *texts = calloc(catalogue->count + 1, sizeof *texts);
    struct table_cell *cells = calloc((catalogue->count + 1) * columns, sizeof *cells);

    if (texts == NULL || cells == NULL)
        goto done;
    fill_heads(parts, cells);
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct valux_catalogue_entry *entry = &catalogue->entries[i];
        if (wanted != NULL && !wanted(workspace, entry, now))
            continue;
        rows++;
        fill_row(workspace, entry, now, parts, rows, &texts[rows], &cells[rows * columns]);
    }
    if (rows > 0)
        table_write(stdout, cells, rows + 1, columns, SECOND_LINE);
done:
    free(cells);
    free(texts);
    return rows;
}
