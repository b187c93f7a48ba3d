/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/refusal.h"

#include "screen/status_word.h"
#include "valux/text.h"
#include "workspace/centre_words.h"
#include "workspace/entry_status.h"

bool refusal_by_status(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       int64_t now, struct valux_error *error)
{
    char words[CENTRE_WORDS_SIZE];
    const char *status =
        entry->superseded ? _("renewed") : status_word(entry_status(workspace, entry, now));

    if (!entry->superseded && centre_words_state(workspace, entry, now, words))
        return valux_error_set(error, VALUX_ERROR_STATUS,
                               _("%s can't be renewed: its status is %s. %s"), entry->nickname,
                               status, words);
    return valux_error_set(error, VALUX_ERROR_STATUS, _("%s can't be renewed: its status is %s."),
                           entry->nickname, status);
}

void refusal_explain(const struct workspace *workspace, struct valux_key_id key_id, int64_t now,
                     struct valux_error *error)
{
    char words[CENTRE_WORDS_SIZE];
    enum valux_error_domain domain = error->domain;
    const struct valux_catalogue_entry *entry =
        valux_catalogue_by_key_id(&workspace->catalogue, key_id);

    if (entry == NULL || !centre_words_state(workspace, entry, now, words))
        return;
    (void)refusal_by_status(workspace, entry, now, error);
    error->domain = domain;
}
