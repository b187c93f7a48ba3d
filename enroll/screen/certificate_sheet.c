/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/certificate_sheet.h"

#include <stdio.h>

#include "renewal/state.h"
#include "screen/output.h"
#include "screen/status_word.h"
#include "valux/custody_words.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/centre_words.h"
#include "workspace/entry_status.h"
#include "workspace/seal_secret.h"

static const char *const custody_words[] = {
    [VALUX_CUSTODY_SEALED] = VALUX_CUSTODY_WORDS_SEALED,
    [VALUX_CUSTODY_PIN] = VALUX_CUSTODY_WORDS_PIN,
    [VALUX_CUSTODY_TPM] = VALUX_CUSTODY_WORDS_TPM,
    [VALUX_CUSTODY_TPM_PIN] = VALUX_CUSTODY_WORDS_TPM_PIN,
};

static void add_row(struct certificate_sheet *sheet, const char *name, const char *value)
{
    if (sheet->row_count == CERTIFICATE_SHEET_ROWS_MAX || value[0] == '\0')
        return;
    sheet->rows[sheet->row_count].name = name;
    valux_text_print(sheet->rows[sheet->row_count].value, CERTIFICATE_SHEET_VALUE_SIZE, "%s",
                     value);
    sheet->row_count++;
}

static void add_time(struct certificate_sheet *sheet, const char *name, int64_t seconds)
{
    char text[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(seconds, text);
    add_row(sheet, name, text);
}

/* What the person should do, as the manual says it below its lists. */
static void advise(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                   int64_t now, char text[static CENTRE_WORDS_SIZE])
{
    const char *format = "";

    if (entry->superseded) {
        valux_text_print(text, CENTRE_WORDS_SIZE, "%s",
                         _("It has been renewed; the new certificate takes its place."));
        return;
    }
    switch (entry_status(workspace, entry, now)) {
    case VALUX_STATUS_REVOKED:
        centre_words_revoked(workspace, entry, text);
        return;
    case VALUX_STATUS_SUSPENDED:
        centre_words_suspended(workspace, entry, now, text);
        return;
    case VALUX_STATUS_INVALID:
        format = _("It is past its expiry and can't be renewed. Acquire a new one: "
                   "valux-enroll new");
        break;
    case VALUX_STATUS_NOT_YET_VALID:
        format = _("Its service period has not begun.");
        break;
    case VALUX_STATUS_EXPIRED:
        format = _("The services of the VALUX centre can't be used with it. Renew it at "
                   "once: valux-enroll renew %s");
        break;
    case VALUX_STATUS_EXPIRING:
        format = _("Its service period ends soon. Renew it: valux-enroll renew %s");
        break;
    case VALUX_STATUS_NEW_ARRIVAL:
        format = _("It has never been in use. Select it to use it: valux-enroll select "
                   "%s");
        break;
    case VALUX_STATUS_NEW:
    case VALUX_STATUS_VALID:
        break;
    }
    valux_text_print(text, CENTRE_WORDS_SIZE, format, entry->nickname);
}

/* The texts below the rows; an empty one is left out. */
static void add_paragraphs(const struct workspace *workspace,
                           const struct valux_catalogue_entry *entry, int64_t now, bool goes_on,
                           struct certificate_sheet *sheet)
{
    sheet->paragraphs[0][0] = '\0';
    if (goes_on)
        advise(workspace, entry, now, sheet->paragraphs[0]);
    sheet->paragraph_count = sheet->paragraphs[0][0] == '\0' ? 0 : 1;
    centre_words_about(entry, sheet->paragraphs[sheet->paragraph_count++]);
    if (entry->centre_state != VALUX_CENTRE_REVOKED)
        centre_words_revoke(workspace, sheet->paragraphs[sheet->paragraph_count++]);
}

static void add_renewal(const struct workspace *workspace, const struct renewal_memory *renewals,
                        const struct valux_catalogue_entry *entry, int64_t now,
                        struct certificate_sheet *sheet)
{
    struct renewal_state renewal;

    renewal_state_find(workspace, renewals, entry, now, &renewal);
    if (renewal.record.renewed != 0)
        add_time(sheet, _("Renewed automatically"), renewal.record.renewed);
    if (renewal.plan.step != RENEWAL_NEVER)
        add_time(sheet, _("Next automatic renewal"), renewal.plan.at);
    add_row(sheet, _("Last automatic renewal failed"), renewal.record.message);
}

void certificate_sheet_fill(const struct workspace *workspace,
                            const struct renewal_memory *renewals,
                            const struct valux_catalogue_entry *entry, int64_t now,
                            struct certificate_sheet *sheet)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);

    sheet->row_count = 0;
    valux_text_print(sheet->title, sizeof sheet->title, "%s: %s%s", entry->nickname,
                     status_word(entry_status(workspace, entry, now)),
                     entry_is_selected(workspace, entry) ? _(", in use") : "");
    add_row(sheet, _("Company ID"), entry->company_id);
    add_row(sheet, _("Certificate ID"), entry->certificate_id);
    add_row(sheet, _("Serial number"), entry->parsed.serial_text);
    add_row(sheet, _("Certificate nickname"), entry->nickname);
    add_time(sheet, _("Service start"), facts.service_start);
    add_time(sheet, _("Service end"), facts.service_end);
    add_time(sheet, _("Certificate expiry"), facts.not_after);
    if (renewals != NULL) {
        add_row(sheet, _("Protection of the keys"),
                _(custody_words[seal_secret_custody(workspace)]));
        add_renewal(workspace, renewals, entry, now, sheet);
    }
    add_row(sheet, _("VALUX centre"), workspace->configuration.contact);
    add_paragraphs(workspace, entry, now, renewals != NULL, sheet);
}

void certificate_sheet_write(const struct certificate_sheet *sheet)
{
    output_print(stdout, "%s\n", sheet->title);
    for (size_t i = 0; i < sheet->row_count; i++)
        output_print(stdout, "  %s: %s\n", sheet->rows[i].name, sheet->rows[i].value);
    for (size_t i = 0; i < sheet->paragraph_count; i++)
        output_print(stdout, "  %s\n", sheet->paragraphs[i]);
}
