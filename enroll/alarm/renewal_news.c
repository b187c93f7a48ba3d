/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/renewal_news.h"

#include "alarm/notification.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/contact.h"
#include "workspace/entry_status.h"

#define SUMMARY_SIZE 256
#define BODY_SIZE 2048

struct news {
    enum notification_urgency urgency;
    char summary[SUMMARY_SIZE];
    char body[BODY_SIZE];
};

bool renewal_news_is_due(const struct renewal_record *record)
{
    return !record->told &&
           (record->renewed != 0 || record->waits_for_pin || record->message[0] != '\0');
}

static void write_renewed(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry, struct news *news)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);
    char end[VALUX_TIMESTAMP_SIZE];

    news->urgency = NOTIFICATION_NORMAL;
    valux_timestamp_format_local(facts.service_end, end);
    valux_text_print(news->summary, sizeof news->summary, _("The certificate %s has been renewed."),
                     entry->nickname);
    valux_text_print(news->body, sizeof news->body,
                     entry_is_selected(workspace, entry)
                         ? _("That was done automatically, and programs use the new one already. "
                             "Its service period ends on %s. Nothing is left to do.")
                         : _("That was done automatically. The new one's service period ends on "
                             "%s. Nothing is left to do."),
                     end);
}

static void write_failed(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry, const char *message,
                         struct news *news)
{
    news->urgency = NOTIFICATION_CRITICAL;
    valux_text_print(news->summary, sizeof news->summary,
                     _("The certificate %s could not be renewed automatically"), entry->nickname);
    valux_text_print(news->body, sizeof news->body, "%s", message);
    contact_add(&workspace->configuration, news->body, sizeof news->body);
}

static void write_waiting(const struct valux_catalogue_entry *entry, struct news *news)
{
    news->urgency = NOTIFICATION_NORMAL;
    valux_text_print(news->summary, sizeof news->summary,
                     _("The certificate %s can be renewed when you give the PIN"), entry->nickname);
    valux_text_print(news->body, sizeof news->body, "%s",
                     _("The keys are under a PIN, which nobody can give for the automatic renewal. "
                       "Unlock them, in the window or by 'valux-enroll unlock': it is renewed "
                       "then. If they are unlocked already, do it once more."));
}

/* What is newest in a record of which the person does not know. */
static void write_news(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       const struct renewal_record *record, struct news *news)
{
    if (record->waits_for_pin)
        write_waiting(entry, news);
    else if (record->message[0] != '\0')
        write_failed(workspace, entry, record->message, news);
    else
        write_renewed(workspace, entry, news);
}

/* The desktop is opened for the first news, and not again where that has failed. */
static bool show(struct notification_desktop **desktop, bool *lost, const struct news *news)
{
    struct valux_error ignored;

    if (*lost)
        return false;
    *lost = (*desktop == NULL && !notification_open(desktop, &ignored)) ||
            !notification_show(*desktop, news->urgency, news->summary, news->body, NULL, &ignored);
    return !*lost;
}

bool renewal_news_tell(const struct workspace *workspace, struct renewal_memory *memory, bool known,
                       struct valux_error *error)
{
    bool result = true;
    bool changed = false;
    bool lost = false;
    struct notification_desktop *desktop = NULL;
    struct renewal_record record;
    struct news news;

    for (size_t i = 0; result && i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *entry = &workspace->catalogue.entries[i];
        renewal_memory_get(memory, entry->key_id, &record);
        if (!renewal_news_is_due(&record))
            continue;
        write_news(workspace, entry, &record, &news);
        record.told = show(&desktop, &lost, &news) || known;
        if (record.told && !renewal_memory_set(memory, entry->key_id, &record))
            result = valux_error_set_memory(error);
        changed = changed || record.told;
    }
    notification_close(desktop);
    return result && (!changed ||
                      renewal_memory_save(memory, &workspace->store, &workspace->catalogue, error));
}
