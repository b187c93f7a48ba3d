/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "renewal/state.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/centre_words.h"
#include "workspace/contact.h"
#include "workspace/entry_status.h"

/* Appends a sentence, cutting what is too long. */
__attribute__((format(printf, 2, 3))) static void say(char body[static ALARM_BODY_SIZE],
                                                      const char *format, ...)
{
    va_list arguments;
    size_t used = strlen(body);

    if (used > 0 && used + 1 < ALARM_BODY_SIZE)
        body[used++] = ' ';
    va_start(arguments, format);
    valux_text_vprint(body + used, ALARM_BODY_SIZE - used, format, arguments);
    va_end(arguments);
}

static void summarise_ending(char *summary, const char *nickname, int64_t seconds)
{
    unsigned long days = seconds < 0 ? 0 : (unsigned long)(seconds / VALUX_SECONDS_PER_DAY);

    if (days == 0)
        valux_text_print(summary, ALARM_SUMMARY_SIZE,
                         _("The service period of certificate %s ends in less than a day"),
                         nickname);
    else
        valux_text_print(summary, ALARM_SUMMARY_SIZE,
                         dngettext(VALUX_TEXT_DOMAIN,
                                   "The service period of certificate %s ends in %lu day",
                                   "The service period of certificate %s ends in %lu days", days),
                         nickname, days);
}

static void say_suspended(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry, int64_t now, char *body)
{
    char text[CENTRE_WORDS_SIZE];

    centre_words_suspended(workspace, entry, now, text);
    say(body, "%s", text);
}

/*
 * Says it of a certificate that ends. Of a contractor that is suspended as a whole, one alarm says
 * the rest.
 */
static void say_suspended_shortly(const struct workspace *workspace,
                                  const struct valux_catalogue_entry *entry, int64_t now,
                                  char *body)
{
    if (centre_words_suspended_contractor(workspace, entry, now) == 0)
        say_suspended(workspace, entry, now, body);
    else
        say(body, "%s", _("It is suspended with its company ID."));
}

/* Says that the certificate is renewed automatically. False if it is not. */
static bool say_automatic(const struct workspace *workspace, const struct renewal_memory *renewals,
                          const struct valux_catalogue_entry *entry, int64_t now, char *body)
{
    struct renewal_state state;

    renewal_state_find(workspace, renewals, entry, now, &state);
    if (state.plan.step == RENEWAL_NEVER)
        return false;
    if (state.record.message[0] == '\0') {
        say(body, "%s", _("It is going to be renewed automatically: you need not do anything."));
        return true;
    }
    say(body,
        _("It could not be renewed automatically yet: %s It is tried again, and you can do it "
          "yourself: valux-enroll renew %s"),
        state.record.message, entry->nickname);
    contact_add(&workspace->configuration, body, ALARM_BODY_SIZE);
    return true;
}

static void say_ending(const struct workspace *workspace, const struct renewal_memory *renewals,
                       const struct valux_catalogue_entry *entry,
                       const struct valux_status_facts *facts, int64_t now, char *body)
{
    struct valux_status_thresholds thresholds =
        valux_configuration_thresholds(&workspace->configuration);
    char time[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(facts->service_end, time);
    say(body, _("It ends on %s."), time);
    if (facts->centre_state == VALUX_CENTRE_SUSPENDED) {
        say_suspended_shortly(workspace, entry, now, body);
        return;
    }
    if (say_automatic(workspace, renewals, entry, now, body))
        return;
    if (valux_status_is_renewable(valux_status_at(facts, &thresholds, now))) {
        say(body, _("Renew it: valux-enroll renew %s"), entry->nickname);
        return;
    }
    valux_timestamp_format_local(facts->service_end - thresholds.expiring_before, time);
    say(body, _("It can be renewed from %s on."), time);
}

static void say_ended(const struct workspace *workspace, const struct renewal_memory *renewals,
                      const struct valux_catalogue_entry *entry,
                      const struct valux_status_facts *facts, int64_t now, char *body)
{
    char time[VALUX_TIMESTAMP_SIZE];

    valux_timestamp_format_local(facts->service_end, time);
    say(body,
        _("Its service period ended on %s: the services of the VALUX centre can't be used "
          "with it."),
        time);
    if (facts->centre_state == VALUX_CENTRE_SUSPENDED) {
        say_suspended_shortly(workspace, entry, now, body);
        return;
    }
    if (say_automatic(workspace, renewals, entry, now, body))
        return;
    valux_timestamp_format_local(facts->not_after, time);
    say(body, _("Until %s it can still be renewed: valux-enroll renew %s"), time, entry->nickname);
}

/* Lists the nicknames of other certificates whose status is wanted, separated by commas. */
static bool list_others(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, int64_t now,
                        bool (*wanted)(enum valux_status status), char *names, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *other = &workspace->catalogue.entries[i];
        if (other == entry || other->superseded || !wanted(entry_status(workspace, other, now)) ||
            used + strlen(other->nickname) + 3 > size)
            continue;
        used += (size_t)snprintf(names + used, size - used, "%s%s", used > 0 ? ", " : "",
                                 other->nickname);
    }
    return used > 0;
}

/*
 * Says what else there is: if the selected certificate can't be used, no other is selected by
 * itself.
 */
static void say_others(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       const struct alarm *alarm, int64_t now, char *body)
{
    char names[512];

    say(body, "%s", _("It is the certificate in use, and programs do not see it any more."));
    if (list_others(workspace, entry, now, valux_status_is_usable, names, sizeof names))
        say(body, _("Other certificates that can be selected (valux-enroll select): %s."), names);
    else if (list_others(workspace, entry, now, valux_status_is_renewable, names, sizeof names))
        say(body, _("Other certificates that can be renewed (valux-enroll renew): %s."), names);
    else if (alarm->kind == ALARM_REVOKED)
        say(body, "%s", _("Acquire a new one: valux-enroll new"));
}

static void write_suspended(const struct workspace *workspace,
                            const struct valux_catalogue_entry *entry, int64_t now,
                            struct alarm_text *text)
{
    if (centre_words_suspended_contractor(workspace, entry, now) > 0)
        valux_text_print(text->summary, sizeof text->summary,
                         _("The centre has suspended the company ID %s"), entry->company_id);
    else
        valux_text_print(text->summary, sizeof text->summary,
                         _("The centre has suspended the certificate %s"), entry->nickname);
    say_suspended(workspace, entry, now, text->body);
}

static void write_revoked(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry, struct alarm_text *text)
{
    char words[CENTRE_WORDS_SIZE];

    valux_text_print(text->summary, sizeof text->summary,
                     _("The centre has revoked the certificate %s"), entry->nickname);
    centre_words_revoked(workspace, entry, words);
    say(text->body, "%s", words);
}

void alarm_text_write(const struct workspace *workspace, const struct renewal_memory *renewals,
                      const struct valux_catalogue_entry *entry, const struct alarm *alarm,
                      int64_t now, struct alarm_text *text)
{
    struct valux_status_facts facts = valux_catalogue_facts(entry, &workspace->configuration);

    *text = (struct alarm_text){.summary = "", .body = ""};
    switch (alarm->kind) {
    case ALARM_ENDING:
        summarise_ending(text->summary, entry->nickname, facts.service_end - now);
        say_ending(workspace, renewals, entry, &facts, now, text->body);
        break;
    case ALARM_ENDED:
        valux_text_print(text->summary, sizeof text->summary, _("Renew the certificate %s at once"),
                         entry->nickname);
        say_ended(workspace, renewals, entry, &facts, now, text->body);
        break;
    case ALARM_EXPIRED:
        valux_text_print(text->summary, sizeof text->summary, _("The certificate %s has expired"),
                         entry->nickname);
        say(text->body, "%s", _("It can't be renewed. Acquire a new one: valux-enroll new"));
        break;
    case ALARM_SUSPENDED:
        write_suspended(workspace, entry, now, text);
        break;
    case ALARM_REVOKED:
        write_revoked(workspace, entry, text);
        break;
    case ALARM_NONE:
        return;
    }
    if (entry_is_selected(workspace, entry) &&
        !valux_status_is_usable(entry_status(workspace, entry, now)))
        say_others(workspace, entry, alarm, now, text->body);
    valux_text_printable(text->summary);
    valux_text_printable(text->body);
}
