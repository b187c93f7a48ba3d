/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/centre_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "valux/text.h"
#include "workspace/contact.h"
#include "workspace/entry_status.h"

#define NAMES_SIZE 1024

/* Whether the certificate is one that the contractor could use if the centre let it. */
static bool counts(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                   const char *company_id, int64_t now)
{
    return !entry->superseded && strcmp(entry->company_id, company_id) == 0 &&
           entry->centre_state != VALUX_CENTRE_REVOKED &&
           entry_facts(workspace, entry).not_after >= now;
}

size_t centre_words_suspended_contractor(const struct workspace *workspace,
                                         const struct valux_catalogue_entry *entry, int64_t now)
{
    size_t count = 0;

    for (size_t i = 0; i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *other = &workspace->catalogue.entries[i];
        if (!counts(workspace, other, entry->company_id, now))
            continue;
        if (other->centre_state != VALUX_CENTRE_SUSPENDED)
            return 0;
        count++;
    }
    return count > 1 ? count : 0;
}

bool centre_words_speaks(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry, int64_t now)
{
    const struct valux_catalogue_entry *first = NULL;

    if (entry_is_selected(workspace, entry))
        return true;
    if (centre_words_suspended_contractor(workspace, entry, now) == 0)
        return false;
    for (size_t i = workspace->catalogue.count; i-- > 0;) {
        const struct valux_catalogue_entry *other = &workspace->catalogue.entries[i];
        if (!counts(workspace, other, entry->company_id, now))
            continue;
        if (entry_is_selected(workspace, other))
            return false;
        first = other;
    }
    return first == entry;
}

static void list_names(const struct workspace *workspace, const char *company_id, int64_t now,
                       char names[static NAMES_SIZE])
{
    size_t used = 0;

    names[0] = '\0';
    for (size_t i = 0; i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *other = &workspace->catalogue.entries[i];
        if (counts(workspace, other, company_id, now) &&
            used + strlen(other->nickname) + 3 <= NAMES_SIZE)
            used += (size_t)snprintf(names + used, NAMES_SIZE - used, "%s%s", used > 0 ? ", " : "",
                                     other->nickname);
    }
}

void centre_words_suspended(const struct workspace *workspace,
                            const struct valux_catalogue_entry *entry, int64_t now,
                            char text[static CENTRE_WORDS_SIZE])
{
    char names[NAMES_SIZE];
    size_t count = centre_words_suspended_contractor(workspace, entry, now);

    if (count > 0) {
        list_names(workspace, entry->company_id, now, names);
        valux_text_print(text, CENTRE_WORDS_SIZE,
                         _("The centre has suspended the company ID %s as a whole, with all its "
                           "%lu certificates: %s. Ask the VALUX centre."),
                         entry->company_id, (unsigned long)count, names);
    } else {
        valux_text_print(text, CENTRE_WORDS_SIZE, "%s",
                         _("The centre has suspended it. Ask the VALUX centre."));
    }
    contact_add(&workspace->configuration, text, CENTRE_WORDS_SIZE);
}

void centre_words_revoked(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry,
                          char text[static CENTRE_WORDS_SIZE])
{
    valux_text_print(text, CENTRE_WORDS_SIZE,
                     _("The centre has revoked it, for good: nobody can use or renew it again. "
                       "Select another one, or apply for a new one and acquire it with the letter "
                       "that comes by post. If nobody in your company has asked for that, ask the "
                       "VALUX centre; 'valux-enroll status %s' has what they want to "
                       "know."),
                     entry->parsed.serial_text);
    contact_add(&workspace->configuration, text, CENTRE_WORDS_SIZE);
}

bool centre_words_state(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, int64_t now,
                        char text[static CENTRE_WORDS_SIZE])
{
    enum valux_status status = entry_status(workspace, entry, now);

    if (status == VALUX_STATUS_SUSPENDED)
        centre_words_suspended(workspace, entry, now, text);
    else if (status == VALUX_STATUS_REVOKED)
        centre_words_revoked(workspace, entry, text);
    return status == VALUX_STATUS_SUSPENDED || status == VALUX_STATUS_REVOKED;
}

void centre_words_about(const struct valux_catalogue_entry *entry,
                        char text[static CENTRE_WORDS_SIZE])
{
    valux_text_print(text, CENTRE_WORDS_SIZE,
                     _("What to say to the VALUX centre: \"This is about the certificate with the "
                       "company ID %s, the certificate ID %s and the serial number %s. Its "
                       "nickname is %s.\" None of this is secret. The passphrase and one-time "
                       "passwords are."),
                     entry->company_id, entry->certificate_id, entry->parsed.serial_text,
                     entry->nickname);
}

void centre_words_revoke(const struct workspace *workspace, char text[static CENTRE_WORDS_SIZE])
{
    valux_text_print(text, CENTRE_WORDS_SIZE, "%s",
                     _("Where somebody else may have the key, ask the VALUX centre at once, by "
                       "telephone, to revoke the certificate, and confirm it on paper, with the "
                       "centre's form. Have company ID, certificate ID, serial number and nickname "
                       "at hand."));
    contact_add(&workspace->configuration, text, CENTRE_WORDS_SIZE);
}
